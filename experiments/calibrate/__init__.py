"""The model beside the published figures: the recorded book against the targets, and stocks against flows."""
