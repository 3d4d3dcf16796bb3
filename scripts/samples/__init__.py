"""The typesetter and the texts of the sample reports (see ``scripts/make_samples.py``)."""
