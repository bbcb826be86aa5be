/// Why the tables of a running app cannot be taken over as they are.
package enum AdoptionProblem: Equatable, Sendable {
  case missingTable(String)
  case missingColumn(String, wanted: String)
  case wrongType(String, found: String, wanted: String)
  /// What should be a table is something else, such as a view or a partitioned table.
  case notPlainTable(String, kind: String)
  /// A table without a unique `id`, to which nothing can refer.
  case noKey(String)
  /// What a migration makes is there already, or its name is taken, and it is not jobrunner's.
  case occupied(String, migration: String)
  /// Ids beyond what billing can keep.
  case oversizedIDs(OversizedIDs)
  /// Values that a check of the plan refuses.
  case refusedValues(String, values: [String], rows: Int)
  /// A table can only be altered by its owner and the members of that role.
  case notOwner(table: String, owner: String, user: String)
  /// The user may not create anything in the schema.
  case noCreateRight(user: String)
}

extension AdoptionProblem {
  /// Whether it is a matter of rights alone.
  package var isAboutRights: Bool {
    switch self {
    case .notOwner, .noCreateRight: true
    default: false
    }
  }
}

extension AdoptionProblem: CustomStringConvertible {
  /// What is wrong and what to do, in a line.
  package var description: String {
    switch self {
    case .missingTable(let table):
      "the table \(table) is missing: a lab's app has it"
    case .missingColumn(let column, let wanted):
      "the column \(column) is missing (it should be \(wanted))"
    case .wrongType(let column, "uuid", let wanted) where ColumnTypeFamily(wanted) == .wholeNumber:
      "the column \(column) is uuid: an app whose ids are UUIDs cannot be adopted, since billing "
        + "keeps whole numbers (give the table a column of whole numbers as its id)"
    case .wrongType(let column, let found, let wanted):
      "the column \(column) is \(found), and should be \(wanted)"
    case .notPlainTable(let table, let kind):
      "\(table) is \(kind == "index" || kind == "unlogged table" ? "an" : "a") \(kind), "
        + "and should be a plain table"
    case .noKey(let table):
      "the table \(table) has no primary key on id: other tables refer to it"
    case .occupied(let object, let migration):
      "the \(object) is there already, and \(migration) needs the name: rename or drop it first"
    case .oversizedIDs(let ids): ids.description
    case .refusedValues(let column, let values, let rows):
      "\(rows) rows have a \(column) that the plan refuses "
        + "(\(values.map { "'\($0)'" }.joined(separator: ", "))): correct them first"
    case .notOwner(let table, let owner, let user):
      "the table \(table) belongs to \(owner): connect as that role, or grant \(owner) to \(user)"
    case .noCreateRight(let user):
      "\(user) may not create tables in this schema: grant create on it"
    }
  }
}
