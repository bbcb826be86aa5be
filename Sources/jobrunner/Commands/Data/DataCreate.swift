internal import ArgumentParser
internal import LabSchema

extension DataCommand {
  struct Create: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a row.",
      usage: "jobrunner data TABLE create COLUMN=VALUE … [OPTIONS]",
      discussion: """
        Everything that is wrong with the values is said at once. What a row gets in the columns that are \
        not named is told by: jobrunner data TABLE. `column=` leaves a column without a value. A secret \
        stands on no command line: `hashed_password=-` takes it from standard input, a line for each.

          jobrunner data offers create name='Spring check' discount_type=percentage \\
            discount_value=10 start_date=2025-03-01 end_date=2025-03-31 \\
            --as meera@lab.example
        """)

    @OptionGroup var table: TableArgument
    @OptionGroup var preview: PreviewOptions
    @OptionGroup var write: WriteOptions

    @Argument(help: ArgumentHelp("The columns' values.", valueName: "column=value"))
    var assignments: [String]

    func validate() throws {
      try preview.check(try table.table)
    }

    func run() throws {
      try Self.run(
        try table.table, assignments, write, preview: preview, command: "data create")
    }

    /// Makes a row of a table that is known.
    ///
    /// - Parameter command: what the session is called.
    static func run(
      _ table: Table, _ assignments: [String], _ write: WriteOptions, preview: PreviewOptions,
      command: String
    ) throws {
      let session = try write.session(command)
      let writing = try DataWriting(
        write, session, needing: DataAuthority.roles(for: .create, of: table, columns: []))
      let writer = try writing.writer(of: table)
      let values = try RowValues(assignments, of: writer.found, secret: StandardInput.secret)
      try writing.carryOut(
        preview: preview.scope, report: { RowCreationReport(row: $0, state: $1) },
        { try writer.create(values) })
    }
  }
}

/// A row that was made.
struct RowCreationReport: Report {
  let row: CreatedRow
  let state: WritingState

  var json: JSONObject {
    [
      "table": row.table.name, "action": "create", "dry_run": state == .planned,
      "id": state == .planned ? nil : row.id,
      "columns": JSONObject(
        row.columns.map { value -> (key: String, value: any JSONValue) in
          (value.column.name, value.column.json(value.after))
        }),
    ]
  }

  var quietLines: [String] { state == .written ? [] : lines }

  var lines: [String] {
    let width = row.columns.map(\.column.name.count).max() ?? 0
    let name = state == .planned ? row.table.name : "\(row.table.name) \(row.id)"
    return ["\(name) \(state.words("created")):"]
      + row.columns.map { value in
        let padding = String(repeating: " ", count: width - value.column.name.count)
        return "  \(value.column.name)\(padding)  \(value.shown(value.after))"
      }
  }
}
