/// Rows that jobrunner adds to a table which the app may have made: the backfills' pets, groups and
/// reports, and the records of billing.
struct InsertedRows {
  let table: String
  /// The columns that each of them gives.
  let columns: Set<String>
  /// Words that they give, by column.
  var words: [String: String] = [:]

  static let all = [
    InsertedRows(
      table: Pet.table.name, columns: ["user_id", "name", "species"],
      words: ["species": "Unknown"]),
    InsertedRows(table: TestBatchGroup.table.name, columns: ["booking_id"]),
    InsertedRows(
      table: TestReport.table.name, columns: ["booking_item_id", "pet_id", "test_id"]),
    InsertedRows(
      table: BillingRecord.table.name, columns: Set(BillingRecord.table.columns.map(\.name))),
  ]

  /// What of the app's would refuse them.
  func problems(in found: FoundObjects, tables: Set<String>) -> [AdoptionProblem] {
    guard tables.contains(table) else { return [] }
    return found.objects(.column, of: table).compactMap { column in
      let definition = ColumnDefinition(column.definition)
      if let word = words[column.ownName], let type = definition.enumeration,
        let labels = found.labels[type], !labels.contains(word)
      {
        return .missingLabel(column.name, type: type, label: word)
      }
      return definition.isNotNull && definition.value == .none && !columns.contains(column.ownName)
        ? .neverFilled(column.name) : nil
    }
  }
}
