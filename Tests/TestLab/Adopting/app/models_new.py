"""The models of the version that writes the new way: those that were generated, and of the app's own
those that nothing of the plan refers to."""

from generated import Base
from models import Base as OldBase

for table in OldBase.metadata.sorted_tables:
    if table.name not in Base.metadata.tables:
        table.to_metadata(Base.metadata)
