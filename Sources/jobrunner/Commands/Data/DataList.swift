internal import ArgumentParser
internal import BillingJobs
internal import LabSchema

extension DataCommand {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List rows.",
      usage: "jobrunner data TABLE list [OPTIONS]",
      discussion: """
        \(SelectionOptions.grammar)

        Rows come by their id, or as --sort says, and the list begins at once, however many there are. To go \
        on behind the last row that was shown, name it with --after, and ask for the same otherwise.

        Secrets are never shown; what is medical is shown where --columns names it. A cell of csv that a \
        spreadsheet would run has an apostrophe in front.

          jobrunner data coupons list --where 'code=NEW*' \\
            --where 'end_date>=2025-01-01' --sort -end_date
          jobrunner data bookings list --where 'pet.species=Cat' \\
            --columns id,booking_date,status
          jobrunner data users list --search '55510001'
          jobrunner data bookings list --where 'status in (pending, collected)' \\
            --format ndjson
        """)

    /// How rows are shown.
    enum Format: String, CaseIterable, ExpressibleByArgument {
      case table, csv, json, ndjson
    }

    @OptionGroup var options: GlobalOptions
    @OptionGroup var table: TableArgument
    @OptionGroup var selection: SelectionOptions

    @Option(
      parsing: .unconditional, help: "The columns to show, such as code,end_date. Default: all.")
    var columns: String?

    @Option(
      help: "table, csv, json or ndjson (a JSON object a line). Default: table; with --json json.")
    var format: Format?

    func validate() throws {
      if options.json, let format, format != .json {
        throw ValidationError("--json is --format json: leave out one of them")
      }
    }

    func run() throws {
      let session = try LabSession(options, command: "data list", readOnly: true)
      let selection = try selection.selection(
        of: try table.table, columns: columns.map(SelectionOptions.names), session)
      let console = session.console
      let form: RowForm =
        switch format ?? (options.json ? .json : .table) {
        case .csv: .csv
        case .json: .json
        case .ndjson: .ndjson
        case .table: .table(width: Terminal.tableWidth)
        }
      let writer = RowsWriter(
        form, selection.columns, isForTerminal: StandardStream.results.isTerminal
      ) { text in
        console.result(data: text)
        guard console.hasWrittenResults else { throw ReaderGone() }
      }
      do {
        try writer.write(selection, over: session.connection)
      } catch is ReaderGone {
        // What could not be written is told when the program ends.
        return
      }
      if writer.rows == 0, case .table = form {
        console.log(.remark("no row of \(selection.found.table.name) is meant"))
      }
    }
  }
}

/// Who read the rows wants no more of them, or there is no more room for them.
struct ReaderGone: Error {}

/// Which rows a command reads, and in which order.
struct SelectionOptions: ParsableArguments {
  static let grammar = """
    --where takes one condition, and holds together with the others: code=NEW* (a * is any text, \\* a star), \
    'end_date>=2025-01-01', != < <= >, 'status in (pending, collected)', 'not in (…)', 'email is null', \
    'email is not null', and what a row refers to, as in 'pet.species=Cat' or 'booking.user.full_name=A*'. The \
    value goes to the end; between quotes everything stands for itself. A day is the lab's own.
    """

  @Option(
    name: .customLong("where"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Only rows for which this holds, such as 'end_date>=2025-01-01'; given more than once, all of it.",
      valueName: "condition"))
  var conditions: [String] = []

  @Option(
    parsing: .unconditional,
    help:
      "Only rows with this text in a name, in any case; a telephone number however it is written.")
  var search: String?

  @Option(
    parsing: .unconditional,
    help: "The columns to sort by, such as -end_date,code: with a - in front the last come first.")
  var sort: String?

  @Option(help: "At most so many rows.")
  var limit: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Go on behind the row with this id.", valueName: "id"))
  var after: String?

  /// The names of a list with commas.
  static func names(_ list: String) -> [String] {
    list.split(separator: ",", omittingEmptySubsequences: false).map { name in
      String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// What is asked of a table of the session's lab.
  ///
  /// - Parameter columns: what is to be read of each row; nil is what anybody may see.
  func selection(of table: Table, columns: [String]?, _ session: LabSession) throws -> RowSelection
  {
    let found = try FoundTable(table, in: session.connection)
    return try selection(of: found, columns: columns, session)
  }

  func selection(
    of found: FoundTable, columns: [String]?, _ session: LabSession
  ) throws -> RowSelection {
    var request = RowRequest()
    request.conditions = conditions
    request.search = search
    request.columns = columns
    request.sort = sort.map(Self.names) ?? []
    request.limit = limit
    request.after = after
    return try RowSelection(
      request, of: found, over: session.connection,
      timeZone: session.configuration.billing.timeZone)
  }
}
