"""The suites of kernels that lifters are measured on, and the harness that measures this one."""
