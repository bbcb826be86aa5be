internal import ArgumentParser
internal import Billing
internal import LabSchema
internal import PlainText

extension DataCommand {
  struct Columns: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Describe a table: its columns, and what each takes.",
      usage: "jobrunner data TABLE [columns] [OPTIONS]",
      discussion: """
        What a row is, what it is called by, who may write it, and of each column what it holds, what a new row \
        gets where it says nothing, and which values are taken. It reads the configuration, and no database.

          jobrunner data coupons
        """)

    @OptionGroup var table: TableArgument
    @OptionGroup var options: GlobalOptions

    func run() throws {
      _ = try options.configuration()
      try options.console.show(
        TableDescription(table: try table.table), asJSON: options.json)
    }
  }
}

/// What is to be known of a table before its rows are read or written.
private struct TableDescription: Report {
  let table: Table

  private var isWritable: Bool { LabTables.writable.contains(table) }

  var json: JSONObject {
    [
      "table": table.name, "meaning": table.meaning, "is_writable": isWritable,
      "identity": table.identity, "natural_key": table.naturalKey, "searched": table.searched,
      "rules": isWritable ? table.rules.map(\.words) : nil,
      "columns": table.columns.map(json(of:)),
    ]
  }

  private func json(of column: Column) -> JSONObject {
    let range = column.range
    return [
      "name": column.name, "type": column.type.sql,
      "meaning": column.meaning.isEmpty ? nil : column.meaning,
      "is_nullable": column.isNullable, "is_required": isWritable ? column.isRequired : nil,
      "is_generated": column.isGenerated,
      "visibility": column.visibility.word, "filling": isWritable ? column.filling?.words : nil,
      "choices": column.choices, "references": column.references,
      "least": range?.isLeastExcluded == false ? range?.least : nil,
      "above": range?.isLeastExcluded == true ? range?.least : nil, "most": range?.most,
    ]
  }

  var lines: [String] {
    var lines = ["\(table.name): \(table.meaning)", "", calledBy]
    if !table.searched.isEmpty {
      lines.append("--search looks in \(table.searched.joined(separator: ", ")).")
    }
    lines.append(writtenBy)
    lines += [""] + grid.lines
    if isWritable, !table.rules.isEmpty {
      lines += [""] + table.rules.map { "\($0.words)." }
    }
    return lines
  }

  private var calledBy: String {
    let identity = table.identity.joined(separator: ",")
    let key = table.naturalKey.joined(separator: ", ")
    return "A row is called by its \(identity)\(key.isEmpty ? "" : ", or its \(key)")."
  }

  private var writtenBy: String {
    guard isWritable else { return "The jobs write it, and nobody else." }
    let grants = DataAuthority.grants.filter { $0.table == table.name }.map { grant in
      let actions = grant.actions.map(\.rawValue).sorted().joined(separator: ", ")
      let columns = grant.columns.map { " of \($0.joined(separator: ", "))" } ?? ""
      return "\(grant.role.rawValue) (\(actions)\(columns))"
    }
    return "Who may write it: \((["admin"] + grants).joined(separator: ", "))."
  }

  private var grid: TextGrid {
    var titles = [("Column", false), ("Holds", false)]
    if isWritable { titles.append(("If left out", false)) }
    var grid = TextGrid((titles + [("Meaning", false)]).map { (title: $0.0, isNumber: $0.1) })
    grid.rows = table.columns.map { column in
      [column.name, column.words] + (isWritable ? [column.leftOut] : []) + [meaning(of: column)]
    }
    return grid
  }

  private func meaning(of column: Column) -> String {
    switch column.visibility {
    case .open: column.meaning
    case .secret:
      "Secret: never shown. Its value is - on the command line, and comes from standard input."
    case .medical: "Medical: for the app's people, and never shown here."
    }
  }
}

extension Column.Visibility {
  fileprivate var word: String {
    switch self {
    case .open: "open"
    case .secret: "secret"
    case .medical: "medical"
    }
  }
}

extension Column {
  /// Whether whoever makes a row has to give a value.
  fileprivate var isRequired: Bool { !isNullable && !isGenerated && filling == nil }

  /// What it holds, in plain words.
  fileprivate var words: String {
    if let choices { return choices.joined(separator: ", ") }
    if let references { return "\(type.words): a row of \(references)" }
    if isPhone { return "telephone number" }
    return type.words + (range.map { ", \($0.words)" } ?? "")
  }

  /// What a new row gets that says nothing of it.
  fileprivate var leftOut: String {
    if isGenerated { return "the database makes it" }
    return filling?.words ?? (isNullable ? "no value" : "it is required")
  }
}

extension ColumnType {
  /// In plain words.
  fileprivate var words: String {
    switch self {
    case .boolean: "true or false"
    case .integer, .bigint: "whole number"
    case .number: "number"
    case .numeric(_, let scale): "number with up to \(counted(scale, "decimal"))"
    case .text: "text"
    case .varchar(let length): "text of up to \(counted(length, "character"))"
    case .textArray: "list of texts"
    case .date: "date such as 2025-01-31"
    case .time: "time such as 09:30"
    case .instant: "moment such as 2025-01-31 09:30"
    case .jsonb: "JSON"
    case .uuid: "UUID"
    }
  }
}

extension Filling {
  /// What a new row gets.
  fileprivate var words: String {
    switch self {
    case .identity: "the next number"
    case .value("''"): "an empty text"
    case .value(let sql): sql.hasPrefix("'") ? String(sql.dropFirst().dropLast()) : sql
    case .created: "when it is made"
    case .changed: "when it is made or changed"
    case .creator: "who makes it"
    case .changer: "who makes or changes it"
    }
  }
}

extension RowRule {
  /// What has to be so, as a sentence without its full stop.
  fileprivate var words: String {
    switch self {
    case .inOrder(let first, let second): "\(first) is not beyond \(second)"
    case .atMost(let column, let most, let other, let word):
      "\(column) is at most \(most) where \(other) is \(word)"
    }
  }
}
