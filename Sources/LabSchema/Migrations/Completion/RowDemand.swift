/// What the rows of a table of the app's have to be for a completion, or a migration, to pass.
enum RowDemand {
  /// No row has a null there.
  case present(column: CatalogObject)
  /// The column is not there yet, and every row needs a value.
  case noRows(column: CatalogObject)
  /// The column is not there yet, and giving it a value writes the table anew.
  case fewRows(column: CatalogObject)
  case check(constraint: CatalogObject)
  case unique(table: String, columns: [String])
  /// `key` is nil where what is referred to is not there yet.
  case reference(table: String, column: String, target: String, key: String?)
  case exclusion(constraint: CatalogObject)
  /// The records of billing, which the job writes and the app reads.
  case noRecords

  /// How many rows may be written anew in a moment.
  static let fewRowsLimit = 10_000
}
