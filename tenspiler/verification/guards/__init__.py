"""Guards on proofs: runs of the source meet their hypotheses, and what a run refutes is not proved."""
