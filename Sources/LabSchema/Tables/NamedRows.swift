extension Table {
  /// The columns of all tables that name a row of this one: those that refer to it, and those of the job's own
  /// tables that keep its number and refer to nothing, since the row may go before they do.
  package var namedBy: [(table: Table, column: Column)] {
    LabTables.all.flatMap { table in
      table.columns.filter { table.name(ofTableNamedBy: $0) == name }.map { (table, $0) }
    }
  }

  /// The table whose row a column of this one names; nil where it names none.
  private func name(ofTableNamedBy column: Column) -> String? {
    if let references = column.references { return references }
    guard LabTables.jobs.contains(self), column.name.hasSuffix("_id"),
      identity != [column.name]
    else { return nil }
    let word = column.name.dropLast(3)
    return LabTables.named(word)?.name ?? LabTables.named("billing_\(word)")?.name
  }
}
