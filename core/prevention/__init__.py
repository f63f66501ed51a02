"""What is prevented: pneumocystis, fractures, infections, a failing adrenal gland."""
