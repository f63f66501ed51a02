"""Knowledge and arithmetic of the initial treatment of inflammatory myopathy; pure."""
