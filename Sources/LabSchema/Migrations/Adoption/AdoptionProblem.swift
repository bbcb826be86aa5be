internal import Billing
internal import PlainText

/// Why the tables of a running app cannot be taken over as they are.
package enum AdoptionProblem: Equatable, Sendable {
  case missingTable(String, lookAlikes: [LookAlike] = [])
  case missingColumn(String, wanted: String, lookAlikes: [LookAlike] = [])
  /// Tables that are missing are in another schema of the database.
  case elsewhere(OtherSchema)
  case wrongType(String, found: String, wanted: String)
  /// What should be a table is something else, such as a view or a partitioned table.
  case notPlainTable(String, kind: String)
  /// A table without a unique `id`, to which nothing can refer.
  case noKey(String)
  /// The name of something that a migration makes is taken, and it cannot be what the plan says.
  case occupied(String, migration: String)
  /// Ids beyond what billing can keep.
  case oversizedIDs(OversizedIDs)
  /// Values that a check of the plan refuses.
  case refusedValues(String, values: [String], rows: Int)
  /// Rows that another check of the plan refuses.
  case refusedRows(String, condition: String, rows: Int, ids: [String])
  /// Rows without a value that a night needs.
  case nulls(String, rows: Int, ids: [String])
  /// A column that is not there, and that a night needs a value of, in a table with rows.
  case missingValues(String, wanted: String, rows: Int)
  /// A column that is not there, and whose values would be written into a large table at once.
  case largeTable(String, definition: String)
  /// References to rows that are not there.
  case orphans(String, target: String, rows: Int, values: [String])
  /// Values that should be there once.
  case duplicates(table: String, columns: String, count: Int, values: [String])
  /// Prices that are active on the same days.
  case overlaps(String, ids: [String])
  /// A column of the app's that no insert of jobrunner's could fill.
  case neverFilled(String)
  /// A column of the app's that takes some words only, and not these, which jobrunner writes.
  case missingWords(String, [ColumnWords], words: [String])
  /// A column of the app's that is too short for what the backfills write.
  case tooNarrow(String, width: Int, needed: Int)
  /// Something on a table that keeps a backfill from writing it.
  case stopsBackfill(BackfillEncounter)
  /// Records of billing that the app wrote.
  case recordsOfTheApp(rows: Int)
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

  /// The table whose rows it is about.
  var table: String? {
    switch self {
    case .refusedValues(let column, _, _), .nulls(let column, _, _),
      .orphans(let column, _, _, _):
      String(column.prefix { $0 != "." })
    case .refusedRows(let table, _, _, _), .duplicates(let table, _, _, _): table
    default: nil
    }
  }
}

extension AdoptionProblem {
  /// Whether something else looks like what is missing.
  package var hasLookAlikes: Bool { !tablesAlike.isEmpty }

  /// The tables that something of looks like what is missing.
  var tablesAlike: [String] {
    switch self {
    case .missingTable(_, let alike), .missingColumn(_, _, let alike):
      alike.map { String($0.name.prefix { $0 != "." }) }
    default: []
    }
  }

  /// Whether it is a name of the plan's that something of these tables has, such as an index or the
  /// sequence of an id, which keep their names when a table or column gets another. Those that are told
  /// without a table count among them.
  func isName(takenByOneOf tables: Set<String>) -> Bool {
    guard case .occupied(let object, _) = self, !tables.isEmpty else { return false }
    let isIndexOrSequence = object.hasPrefix("index ") || object.hasPrefix("sequence ")
    return isIndexOrSequence && !object.contains(".")
      || tables.contains { object.contains(" \($0).") }
  }

  private static func likeIt(_ alike: [LookAlike]) -> String {
    switch alike.count {
    case 0: ""
    case 1: "; \(alike[0]) looks like it"
    default: "; \(alike.map(\.description).joined(separator: " and ")) look like it"
    }
  }
}

extension AdoptionProblem: CustomStringConvertible {
  /// What is wrong and what to do, in a line.
  package var description: String {
    switch self {
    case .missingTable(let table, let alike):
      "the table \(table) is missing: a lab's app has it" + Self.likeIt(alike)
    case .missingColumn(let column, let wanted, let alike):
      "the column \(column) is missing (it should be \(wanted))" + Self.likeIt(alike)
    case .elsewhere(let schema): schema.description
    case .stopsBackfill(let encounter): encounter.obstacle
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
      "the \(object) is there already, and \(migration) needs the name: "
        + Self.makingRoom(for: object)
    case .oversizedIDs(let ids): "\(ids.fact): \(OversizedIDs.remedy)"
    case .refusedValues(let column, let values, let rows):
      "\(counted(rows, "row has", "rows have")) a \(column) that the plan refuses "
        + "(\(values.map { "'\($0)'" }.joined(separator: ", "))): correct them first"
    case .refusedRows(let table, let condition, let rows, let ids):
      "\(counted(rows, "row")) of \(table) \(rows == 1 ? "is" : "are") not as the plan says (\(condition))\(Self.ids(ids)): "
        + "correct them first"
    case .nulls(let column, let rows, let ids):
      "\(counted(rows, "row has", "rows have")) no \(column)\(Self.ids(ids)), which a night needs: fill it in first"
    case .missingValues(let column, let wanted, let rows):
      "the column \(column) (\(wanted)) is missing, and the \(counted(rows, "row")) of its table need a value "
        + "each, which a night reads: add it and fill it in first"
    case .largeTable(let column, let definition):
      "the column \(column) (\(definition)) is missing, and its table is too large to be written anew "
        + "while the app uses it: add it in a quiet hour"
    case .orphans(let column, let target, let rows, let values):
      "\(counted(rows, "row has", "rows have")) a \(column) that \(target) does not hold (\(Self.list(values))): add what is "
        + "missing to \(target), or correct these rows"
    case .duplicates(let table, let columns, let count, let values):
      "\(table) holds \(count) values of \(columns) more than once (\(Self.list(values))): correct them "
        + "first, since each may be there once"
    case .overlaps(let table, let ids):
      "rows of \(table) are active on the same days (id \(Self.list(ids))): end one before the next "
        + "begins, or make it inactive"
    case .neverFilled(let column):
      "the column \(column) is never null and has no default, and jobrunner adds rows to its table: "
        + "give it a default (alter table \(column.prefix { $0 != "." }) alter column "
        + "\(column.drop { $0 != "." }.dropFirst()) set default …)"
    case .missingWords(let column, let lists, let words):
      "the column \(column) does not take \(Self.list(words)), which jobrunner writes: "
        + lists.map { Self.taking(words, $0) }.joined(separator: "; ")
        + " (once the app's model knows of it)"
    case .tooNarrow(let column, let width, let needed):
      "the column \(column) holds \(width) characters, and the backfills write up to \(needed): widen "
        + "it (alter table \(column.prefix { $0 != "." }) alter column "
        + "\(column.drop { $0 != "." }.dropFirst()) type varchar(\(needed)))"
    case .recordsOfTheApp(let rows):
      "billing_records holds \(counted(rows, "row")) that jobrunner did not compute, and cannot vouch for: keep them "
        + "as the app's (create schema app; alter table billing_records set schema app; and app in front of "
        + "the app's search_path), and set billing.start_date to the first day that jobrunner bills"
    case .notOwner(let table, let owner, let user):
      "the table \(table) belongs to \(owner): connect as that role, or grant \(owner) to \(user)"
    case .noCreateRight(let user):
      "\(user) may not create tables in this schema: grant create on it"
    }
  }

  private static func list(_ values: [String]) -> String {
    values.map { "'\($0)'" }.joined(separator: ", ")
  }

  /// What makes a column take more words.
  private static func taking(_ words: [String], _ list: ColumnWords) -> String {
    switch list.holder {
    case .enumeration(let type):
      "\(type) has \(Self.list(list.words)): "
        + words.map { "alter type \(type) add value '\(list.inStyle($0))'" }.joined(separator: "; ")
    case .domain(let domain):
      "the check of the domain \(domain) lists \(Self.list(list.words)): let it take these too"
    case .constraint(let name):
      "the check \(name) lists \(Self.list(list.words)): let it take these too"
    }
  }

  private static func ids(_ ids: [String]) -> String {
    ids.isEmpty ? "" : ", such as id \(ids.joined(separator: ", "))"
  }

  /// What frees a name and touches no row: within its table a rename, which no query notices, and else
  /// another schema, where the app goes on finding it.
  private static func makingRoom(for object: String) -> String {
    let words = object.split(separator: " ")
    let name = words.last.map(String.init) ?? object
    let own = String(name.drop { $0 != "." }.dropFirst())
    let table = name.prefix { $0 != "." }
    switch words.first {
    case "index":
      let index = own.isEmpty ? name : own
      return "give it another one (alter index \(index) rename to \(index)_app)"
    case "constraint":
      return "give it another one (alter table \(table) rename constraint \(own) to \(own)_app)"
    case "trigger":
      return "give it another one (alter trigger \(own) on \(table) rename to \(own)_app)"
    case "column":
      return "the records of billing are jobrunner's: keep the app's table in a schema of its own "
        + "(create schema app; alter table \(table) set schema app)"
    default:
      let kind = words.dropLast().joined(separator: " ")
      return
        "keep it in a schema of its own, in front of the app's search_path, where the app finds it "
        + "as before (create schema app; alter \(kind) \(name) set schema app)"
    }
  }
}
