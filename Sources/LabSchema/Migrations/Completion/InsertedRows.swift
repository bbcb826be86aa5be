internal import Billing

/// Rows that jobrunner adds to a table which the app may have made: the backfills' pets, groups and
/// reports, and the records of billing.
struct InsertedRows {
  let table: String
  /// The columns that each of them gives.
  let columns: Set<String>
  /// Words that they give, by column.
  var words: [String: [String]] = [:]
  /// How long the texts are that they give, at most, by column.
  var lengths: [String: Int] = [:]

  static let all = [
    InsertedRows(
      table: Table.pets.name, columns: ["user_id", "name", "species"],
      words: ["species": ["Unknown"]],
      lengths: ["species": "Unknown".count, "name": "Pet_\(Int32.max)".count]),
    InsertedRows(table: Table.testBatchGroups.name, columns: ["booking_id"]),
    InsertedRows(
      table: Table.testReports.name, columns: ["booking_item_id", "pet_id", "test_id"]),
    InsertedRows(
      table: Table.billingRecords.name, columns: Set(Table.billingRecords.columns.map(\.name)),
      words: ["status": RecordStatus.allCases.map(\.rawValue)]),
  ]

  /// What of the app's would refuse them.
  func problems(in found: FoundObjects, tables: Set<String>) -> [AdoptionProblem] {
    guard tables.contains(table) else { return [] }
    return found.objects(.column, of: table).compactMap { problem(with: $0, in: found) }
  }

  private func problem(with column: CatalogObject, in found: FoundObjects) -> AdoptionProblem? {
    let definition = ColumnDefinition(column.definition)
    let lists = found.words(of: column)
    if let words = words[column.ownName] {
      // The records of billing get the plan's types, and are written in the plan's words.
      let lists = lists.filter { !column.isOfRecords || $0.isOfConstraint }
      func refused(by lists: [ColumnWords]) -> [String] {
        words.filter { word in
          let spelling = ColumnWords.spelling(of: word, in: lists)
          return column.isOfRecords ? spelling != word : spelling == nil
        }
      }
      let missing = refused(by: lists)
      if !missing.isEmpty {
        let refusing = lists.filter { !refused(by: [$0]).isEmpty }
        return .missingWords(column.name, refusing.isEmpty ? lists : refusing, words: missing)
      }
    } else if lengths[column.ownName] != nil, !lists.isEmpty {
      return .wrongType(column.name, found: definition.type, wanted: "text that takes any word")
    }
    if let width = definition.width, let length = lengths[column.ownName], width < length {
      return .tooNarrow(column.name, width: width, needed: length)
    }
    return definition.isNotNull && definition.value == .none && !columns.contains(column.ownName)
      ? .neverFilled(column.name) : nil
  }
}

/// How the words that the backfills write and read are spelled in the app's columns: where a column's
/// type or check has `UNKNOWN`, that is what `Unknown` is there.
struct WordSpelling {
  private var spellings: [(word: String, spelling: String)] = []

  init(in found: FoundObjects) {
    for rows in InsertedRows.all {
      for (name, words) in rows.words {
        guard let column = found.column(name, of: rows.table), !column.isOfRecords else { continue }
        let lists = found.words(of: column)
        for word in words {
          guard let spelling = ColumnWords.spelling(of: word, in: lists), spelling != word else {
            continue
          }
          spellings.append((word, spelling))
        }
      }
    }
  }

  /// A backfill's SQL with these words.
  func spelled(_ sql: String) -> String {
    spellings.reduce(sql) { sql, pair in
      sql.replacing("\(SQLText(pair.word))", with: "\(SQLText(pair.spelling))")
    }
  }
}
