"""Style and script of the report; neither takes anything from the network."""

from typing import Final

STYLE: Final = """
.tsp { --back: #fff; --card: #fff; --pane: #f7f8fa; --text: #1d2129; --faint: #687080; --line: #dfe3e8;
  --mark: #fff3bf; --pin: #ffe066; --link: #c5d3e8; --good: #18794e; --bad: #b42318; --warn: #935f00;
  --keyword: #8b2fa8; --string: #1a6b3c; --number: #0b5cad; --comment: #75808f; --frame: #3b6fb5; }
@media (prefers-color-scheme: dark) { .tsp { --back: #14171c; --card: #1b1f26; --pane: #15181e;
  --text: #e3e7ee; --faint: #99a2b1; --line: #323945; --mark: #40381a; --pin: #5c4d12; --link: #41506a;
  --good: #5fd39b; --bad: #ff8d83; --warn: #f0c35e; --keyword: #d4a0ec; --string: #8fd6a4;
  --number: #82bdf5; --comment: #8a94a4; --frame: #7fb0f0; } }
body.tsp { margin: 0; padding: 1.5rem clamp(.75rem, 3vw, 2.5rem); }
.tsp { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
.tsp * { box-sizing: border-box; }
.tsp h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
.tsp h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
.tsp h3 { font-size: 1.1rem; margin: 0; display: flex; gap: .6rem; align-items: baseline; flex-wrap: wrap; }
.tsp h4 { font-size: .75rem; margin: 0 0 .3rem; color: var(--faint); text-transform: uppercase;
  letter-spacing: .05em; }
.tsp a { color: inherit; }
.tsp .faint { color: var(--faint); font-weight: normal; font-size: .9rem; }
.tsp .badge { border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem; font-size: .8rem;
  font-weight: 600; white-space: nowrap; }
.tsp .proved { color: var(--good); } .tsp .unsupported, .tsp .error { color: var(--bad); }
.tsp .unknown, .tsp .warning { color: var(--warn); } .tsp .note, .tsp .frame { color: var(--frame); }
.tsp .strong { font-weight: 600; }
.tsp article { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: 1rem; margin: 0 0 1.25rem; }
.tsp table { border-collapse: collapse; margin-top: .75rem; font-size: .9rem; max-width: 100%; }
.tsp th { text-align: left; color: var(--faint); font-weight: normal; }
.tsp td, .tsp th { padding: .15rem 1.2rem .15rem 0; vertical-align: top; }
.tsp td.wide { overflow-wrap: anywhere; min-width: 7rem; } .tsp .scroll { overflow-x: auto; }
.tsp td.figure, .tsp th.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tsp .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr));
  gap: .25rem 2rem; margin: .75rem 0; }
.tsp ul { margin: 0 0 .5rem; padding-left: 1.1rem; font-size: .9rem; }
.tsp li { overflow-wrap: anywhere; border-radius: .25rem; }
.tsp code, .tsp pre, .tsp ol { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.tsp .panes { display: grid; gap: .75rem; grid-template-columns: repeat(3, minmax(0, 1fr)); }
.tsp .panes.two { grid-template-columns: repeat(2, minmax(0, 1fr)); }
@media (max-width: 1000px) { .tsp .panes, .tsp .panes.two { grid-template-columns: minmax(0, 1fr); } }
.tsp .pane { min-width: 0; }
.tsp ol, .tsp pre { background: var(--pane); border: 1px solid var(--line); border-radius: .35rem; margin: 0;
  padding: .5rem 0; max-height: 34rem; overflow: auto; position: relative; }
.tsp pre { padding: .5rem .75rem; }
.tsp ol { list-style: none; }
.tsp ol li { display: grid; grid-template-columns: 3.4em minmax(0, 1fr); white-space: pre-wrap;
  padding-right: .75rem; border-radius: 0; border-left: 3px solid transparent; min-height: 1.5em; }
.tsp ol li::before { content: attr(data-n); padding-right: 1em; text-align: right; color: var(--faint);
  user-select: none; }
.tsp ol li span { padding-left: 4ch; text-indent: -4ch; }
.tsp [data-k] { cursor: pointer; } .tsp ol li[data-k] { border-left-color: var(--link); }
.tsp .on { background: var(--mark); } .tsp .pinned { background: var(--pin); }
.tsp [data-k]:focus-visible { outline: 2px solid var(--frame); outline-offset: -2px; }
.tsp i { font-style: normal; } .tsp i.k { color: var(--keyword); } .tsp i.s { color: var(--string); }
.tsp i.n { color: var(--number); } .tsp i.c { color: var(--comment); }
.tsp details { margin-top: .75rem; } .tsp summary { cursor: pointer; color: var(--faint); font-size: .9rem; }
.tsp details > :not(summary) { margin-top: .5rem; }
@media print { .tsp ol, .tsp pre { max-height: none; } }
"""

SCRIPT: Final = """
for (const card of document.querySelectorAll('.tsp article')) {
  const linked = [...card.querySelectorAll('[data-k]')];
  let pinned = null;
  const together = (one, other) => {
    const keys = one.dataset.k.split(' ');
    return other.dataset.k.split(' ').some((key) => keys.includes(key));
  };
  const show = (from, name) => {
    for (const item of linked) item.classList.toggle(name, from !== null && together(from, item));
  };
  const bring = (from) => {
    for (const pane of card.querySelectorAll('.pane ol')) {
      const first = [...pane.children].find((line) => line.dataset.k && together(from, line));
      if (first && !pane.contains(from)) pane.scrollTop = first.offsetTop - pane.clientHeight / 3;
    }
  };
  const pin = (item) => {
    pinned = pinned === item ? null : item;
    show(pinned, 'pinned');
    if (pinned) bring(pinned);
  };
  for (const item of linked) {
    item.tabIndex = 0;
    item.addEventListener('mouseenter', () => show(item, 'on'));
    item.addEventListener('mouseleave', () => show(null, 'on'));
    item.addEventListener('click', () => pin(item));
    item.addEventListener('keydown', (event) => { if (event.key === 'Enter') pin(item); });
  }
}
"""
