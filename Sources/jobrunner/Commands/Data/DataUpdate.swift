internal import ArgumentParser
internal import BillingJobs
internal import LabSchema

extension DataCommand {
  struct Update: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give columns of rows other values.",
      usage: "jobrunner data TABLE update KEY | --where CONDITION … COLUMN=VALUE … [OPTIONS]",
      discussion: """
        KEY is the row's id or what people call it by, such as a coupon's code or a user's telephone \
        number. With --where, as in list, it is every row for which the conditions hold: their number and \
        the first of them are shown first. --expect refuses rows that are not what a script takes them for.

          jobrunner data coupons update NEW10 is_active=false --as meera@lab.example
          jobrunner data offers update --where 'event_tag=Christmas' end_date=2025-12-31
          jobrunner data booking_items update 45 quantity=2 --expect quantity=1 --yes
        """)

    @OptionGroup var table: TableArgument
    @OptionGroup var rows: RowsOptions
    @OptionGroup var preview: PreviewOptions
    @OptionGroup var write: WriteOptions

    @Argument(
      help: ArgumentHelp("The row, then the columns' values.", valueName: "key column=value"))
    var words: [String] = []

    func validate() throws {
      try preview.check(try table.table)
      _ = try rows.keyAndRest(words)
    }

    func run() throws {
      let (key, assignments) = try rows.keyAndRest(words)
      try Self.run(
        try table.table, rows, keys: key.map { [$0] } ?? [], assignments, write, preview: preview,
        command: "data update")
    }

    /// Gives columns of rows of a table that is known other values.
    ///
    /// - Parameters:
    ///   - keys: what the rows are called; none where `rows` has conditions.
    ///   - command: what the session is called.
    static func run(
      _ table: Table, _ rows: RowsOptions, keys: [String], _ assignments: [String],
      _ write: WriteOptions, preview: PreviewOptions, command: String
    ) throws {
      let session = try write.session(command)
      let writing = try DataWriting(
        write, session,
        needing: DataAuthority.roles(
          for: .update, of: table,
          columns: assignments.map { String($0.prefix { $0 != "=" }).lowercased() }))
      let writer = try writing.writer(of: table)
      let values = try RowValues(assignments, of: writer.found, secret: StandardInput.secret)
      try writing.carryOut(
        preview: preview.scope, report: RowChangesReport.init, isNothing: { $0.count == 0 },
        { try writer.update(try rows.ids(called: keys, in: writer.found, session), values) })
    }
  }
}

extension DataCommand {
  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete rows, with what belongs to them.",
      usage: "jobrunner data TABLE delete KEY | --where CONDITION … [OPTIONS]",
      discussion: """
        Shows what would go with them first. Finalized billing cannot go, nor what it bills: make a user or \
        a test inactive instead.

          jobrunner data coupons delete OLD5 --as meera@lab.example
          jobrunner data token_blacklist delete --where 'expires_at<2025-01-01' \\
            --dry-run
        """)

    @OptionGroup var table: TableArgument
    @OptionGroup var rows: RowsOptions
    @OptionGroup var preview: PreviewOptions
    @OptionGroup var write: WriteOptions

    @Argument(help: "The row: its id, or what people call it by.")
    var key: String?

    func validate() throws {
      try preview.check(try table.table)
      _ = try rows.keyAndRest(key.map { [$0] } ?? [])
    }

    func run() throws {
      let session = try write.session("data delete")
      let table = try table.table
      let writing = try DataWriting(
        write, session, needing: DataAuthority.roles(for: .delete, of: table, columns: []))
      let writer = try writing.writer(of: table)
      try writing.carryOut(
        preview: preview.scope, report: RowChangesReport.init, isNothing: { $0.count == 0 },
        {
          try writer.delete(
            try rows.ids(called: key.map { [$0] } ?? [], in: writer.found, session))
        })
    }
  }
}

/// Which rows a command writes.
struct RowsOptions: ParsableArguments {
  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Every row for which this holds, such as 'end_date<2025-01-01'; given more than once, all of it.",
      valueName: "condition"))
  var conditions: [String] = []

  @Option(
    help: ArgumentHelp(
      "Refuse rows for which this does not hold, such as 'quantity=1'.", valueName: "condition"))
  var expect: [String] = []

  /// What names the row, and the words after it. With conditions every word is one of the rest.
  func keyAndRest(_ words: [String]) throws -> (key: String?, rest: [String]) {
    if !conditions.isEmpty {
      if let key = words.first, !key.contains("=") {
        throw ValidationError("name either a row, such as \(key), or --where")
      }
      return (nil, words)
    }
    guard let key = words.first else {
      throw ValidationError("name a row by its id or what it is called by, or rows with --where")
    }
    return (key, Array(words.dropFirst()))
  }

  /// The ids of the rows that are meant, each as it is expected.
  func ids(
    called keys: [String], in found: FoundTable, _ session: LabSession
  ) throws -> [Int64] {
    let connection = session.connection
    let timeZone = session.configuration.billing.timeZone
    let filter = try RowFilter(conditions, of: found, over: connection)
    let expected = try RowFilter(expect, of: found, over: connection)
    let ids =
      conditions.isEmpty
      ? try keys.map { try found.id(called: $0, over: connection) }
      : try found.lockedIDs(where: filter, timeZone: timeZone, over: connection)
    let others = try found.lockedIDs(
      among: ids, whereNot: expected, timeZone: timeZone, over: connection)
    guard others.isEmpty else {
      throw DataError.unexpected(
        expect.joined(separator: ", "), rows: others.map { "\(found.table.name) \($0)" })
    }
    return ids
  }

  /// Refuses a command that names no row, or rows in two ways.
  func check(keys: [String]) throws {
    if keys.isEmpty == conditions.isEmpty {
      throw ValidationError("name the rows, or give --where")
    }
  }
}
