"""Results of lifting as one self-contained HTML page: a pure function of the results and the sources."""

from tenspiler.report_html.page import fragment, page

__all__ = ["fragment", "page"]
