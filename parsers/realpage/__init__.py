"""RealPage's report files, one module per report."""
