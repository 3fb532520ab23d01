"""The catalog of a source: which schemas, tables, views and columns it has."""

from dms_constructs.catalog.catalog import Catalog
from dms_constructs.catalog.source_table import SourceColumn, SourceTable

__all__ = ["Catalog", "SourceColumn", "SourceTable"]
