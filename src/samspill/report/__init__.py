"""What leaves the house in other people's formats: the report and the data package."""

from samspill.report.package import export_package
from samspill.report.regional import write_report

__all__ = ["export_package", "write_report"]
