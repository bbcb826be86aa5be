import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// Every table that people write, through everything that can be done with its rows, from nothing but its
/// description: a table that is described is walked.
@Suite("Every table")
struct DataWalkTests {
  private let lab: ProgramLab
  /// The row of each table that others can name.
  private var rows: [String: String] = [:]

  init() throws {
    lab = try ProgramLab()
    lab.environment["JOBRUNNER_AS"] = ProgramLab.adminEmail
    // Active ones do not overlap.
    try lab.connection.execute("delete from distance_pricing_configs")
  }

  /// The tables that people write, each after those that it refers to.
  private static let tables: [LabSchema.Table] = {
    var sorted: [LabSchema.Table] = []
    while sorted.count < LabTables.writable.count {
      sorted += LabTables.writable.filter { table in
        !sorted.contains(table)
          && table.columns.allSatisfy { column in
            column.references == nil || sorted.contains { $0.name == column.references }
          }
      }
    }
    return sorted
  }()

  private func data(_ words: [String]) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(
      ["data"] + words, environment: lab.environment, folder: lab.folder)
  }

  private func json(_ words: [String]) throws -> [String: Any] {
    let run = try data(words + ["--json"])
    #expect(run.exitCode == 0, "\(words): \(run.standardError)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(run.standardOutput.utf8)) as? [String: Any])
  }

  /// A value that a column takes, another one for another number.
  private func value(_ column: Column, _ number: Int) -> String {
    if let choices = column.choices { return choices[number % choices.count] }
    if let form = column.form { return form.example.replacing("43210", with: "4321\(number)") }
    if column.references != nil { return rows[column.references ?? ""] ?? "1" }
    return switch column.type {
    case .boolean: number.isMultiple(of: 2) ? "true" : "false"
    case .integer, .bigint: "\(number + 3)"
    case .number, .numeric: "\(number + 3).5"
    case .text, .varchar: "It's \"\(column.name)\", no. \(number); ünïcode = +1"
    case .date:
      column.name.contains("end") || column.name.contains("until")
        ? "203\(number)-12-31" : "202\(number)-01-01"
    case .time: column.name.contains("clos") ? "2\(number):00" : "0\(number):30"
    case .instant:
      column.name.contains("end") || column.name.contains("expires")
        || column.name.contains("delivered")
        ? "203\(number)-12-31 23:59:59" : "202\(number)-01-01 00:00:00+02:00"
    case .textArray, .jsonb, .uuid: ""
    }
  }

  /// `column=value` for what a person writes of a row; secrets come from standard input.
  private func assignments(_ table: Table, _ number: Int) -> [String] {
    table.columns.filter { !$0.isGenerated && $0.name != "id" && $0.visibility == .open }
      .map { "\($0.name)=\(value($0, number))" }
  }

  private func secrets(_ table: Table) -> [String] {
    table.columns.filter { $0.visibility == .secret }.map { "\($0.name)=-" }
  }

  /// What is given for a secret column.
  private func secret(_ column: Column) -> String {
    column.form?.example ?? "secret-\(column.name)"
  }

  private func showsNoSecret(_ table: Table, _ text: String) -> Bool {
    table.columns.allSatisfy { $0.visibility != .secret || !text.contains(secret($0)) }
  }

  /// Makes a row, giving what is secret on standard input.
  private func create(_ table: Table, _ number: Int) throws -> String {
    let words =
      [table.name, "create"] + assignments(table, number) + secrets(table) + ["--yes", "--json"]
    let quoted = words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
    let given = table.columns.filter { $0.visibility == .secret }.map { "'\(secret($0))'" }
    let run = try lab.shell(
      "printf '%s\\n' \(given.joined(separator: " ")) | \"$JOBRUNNER\" data \(quoted)")
    #expect(run.exitCode == 0, "\(table.name): \(run.standardError)")
    let made =
      try JSONSerialization.jsonObject(with: Data(run.standardOutput.utf8)) as? [String: Any]
    #expect(showsNoSecret(table, run.standardOutput))
    return "\(try #require(made?["id"]))"
  }

  @Test("is created, listed, shown, updated, exported, deleted and imported again")
  mutating func walk() throws {
    for table in Self.tables {
      // The rows of the lab that others name are there already, but for those made here.
      let id = try create(table, 1)
      rows[table.name] = id

      let listed = try data([table.name, "list", "--where", "id=\(id)", "--format", "ndjson"])
      #expect(listed.exitCode == 0, "\(table.name): \(listed.standardError)")
      let row = try #require(
        try JSONSerialization.jsonObject(with: Data(listed.standardOutput.utf8)) as? [String: Any])
      for column in table.columns where column.visibility != .open {
        #expect(row[column.name] == nil, "\(table.name).\(column.name)")
      }

      let shown = try data([table.name, "show", id])
      #expect(shown.exitCode == 0, "\(table.name): \(shown.standardError)")
      #expect(showsNoSecret(table, shown.standardOutput))

      // Every column that is no name of another row gets another value.
      let changes = table.columns.filter {
        !$0.isGenerated && $0.name != "id" && $0.visibility == .open && $0.references == nil
          && $0.filling != .changed
      }.map { "\($0.name)=\(value($0, 2))" }
      let updated = try json([table.name, "update", id] + changes + ["--yes"])
      #expect(updated["rows"] as? Int == (changes.isEmpty ? 0 : 1), "\(table.name)")
    }
    try comeBack()
    try history()
  }

  /// From the last table to the first, so that nothing goes with another: exported, deleted, imported, and
  /// the same again.
  private func comeBack() throws {
    for table in Self.tables.reversed() {
      let id = try #require(rows[table.name])
      let hasSecret = table.columns.contains { $0.visibility == .secret && !$0.isNullable }
      for format in ["csv", "ndjson"] {
        let file = "\(lab.folder)/\(table.name).\(format)"
        let exported = try data([
          table.name, "export", "--where", "id=\(id)", "--format", format, "--out", file,
        ])
        #expect(exported.exitCode == 0, "\(table.name): \(exported.standardError)")
        let same = try json([table.name, "import", file, "--yes"])
        #expect(same["unchanged"] as? Int == 1, "\(table.name) \(format): \(same)")
      }
      // What a file cannot bring is not taken away for it.
      guard !hasSecret else { continue }
      let kept = try stored(table, id)
      guard !isNamed(table) else { continue }
      let deleted = try data([table.name, "delete", id, "--dry-run", "--json"])
      #expect(deleted.exitCode == 0, "\(table.name): \(deleted.standardError)")
      _ = try json([table.name, "delete", id, "--yes"])
      #expect(
        try lab.strings("select count(*) from \(unescaped: table.name) where id = \(id)::int") == [
          "0"
        ])
      for format in ["csv", "ndjson"] {
        let file = "\(lab.folder)/\(table.name).\(format)"
        let back = try json([table.name, "import", file, "--yes"])
        #expect(
          back[format == "csv" ? "inserted" : "unchanged"] as? Int == 1, "\(table.name): \(back)")
      }
      #expect(try stored(table, id) == kept, "\(table.name)")
    }
  }

  /// Whether rows of other tables name one of this: they would go with it.
  private func isNamed(_ table: Table) -> Bool {
    LabTables.writable.contains { other in
      other.columns.contains { $0.references == table.name }
    }
  }

  private func stored(_ table: Table, _ id: String) throws -> [String] {
    // Medical history is nobody's of billing: no file has it.
    let hidden = table.columns.filter { $0.visibility != .open }.map(\.name)
    return try lab.strings(
      """
      select (to_jsonb(t) - \(hidden)::text[])::text from \(unescaped: table.name) t
      where id = \(id)::int
      """)
  }

  /// Whatever was done is in the history, with who did it.
  private func history() throws {
    for table in LabTables.writable {
      let run = try data([table.name, "history", try #require(rows[table.name])])
      #expect(run.exitCode == 0, "\(table.name): \(run.standardError)")
      #expect(run.standardOutput.contains("Meera Rao (staff 1)"), "\(table.name)")
      #expect(showsNoSecret(table, run.standardOutput))
    }
    #expect(
      try lab.strings(
        "select count(*) from billing_data_changes where person is null and table_name <> 'tests'"
      ).count == 1)
  }
}
