"""What leaves the house in other people's formats: the data package."""

from samspill.report.package import export_package

__all__ = ["export_package"]
