"""DataJoint's notation and the diagrams drawn with it."""
