internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import Exporters
internal import Foundation
internal import LabSchema
internal import PlainText

extension DataCommand {
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write rows to a file that import takes.",
      usage: "jobrunner data TABLE export [OPTIONS]",
      discussion: """
        All columns but secrets, what is medical, and what the database computes. The file comes back through \
        import unchanged: what a row is, is told by its id. A cell of csv that a spreadsheet would run has an \
        apostrophe in front, which import takes away.

        With --out the file is there when it is whole, or not at all; one that was there is replaced. Without \
        it the rows go to standard output.

        \(SelectionOptions.grammar)

          jobrunner data coupons export --where 'offer.name=Spring check' \\
            --out codes.csv
          jobrunner data pets export --format ndjson > pets.ndjson
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var table: TableArgument
    @OptionGroup var selection: SelectionOptions

    @Option(help: "csv or ndjson (a JSON object a line). Default: by the file's name, else csv.")
    var format: RowFile.Format?

    @Option(help: ArgumentHelp("The file.", valueName: "file"))
    var out: String?

    func run() throws {
      let session = try LabSession(options, command: "data export", readOnly: true)
      if options.json, out == nil {
        throw RequestError(
          exitStatus: .badRequest, message: "--json tells of a file, and none is named",
          remedy: "name it with --out, or ask for the rows with --format ndjson")
      }
      let found = try FoundTable(try table.table, in: session.connection)
      let columns = found.table.columns.filter { $0.visibility == .open && !$0.isGenerated }
      let selection = try selection.selection(of: found, columns: columns.map(\.name), session)
      let path = try out.map { try FilePath.absolute(option: "--out", $0) }
      let format =
        format
        ?? (out.map { $0.hasSuffix(".ndjson") || $0.hasSuffix(".jsonl") } == true ? .ndjson : .csv)
      let form: RowForm = format == .csv ? .csv : .ndjson
      guard let path else {
        let console = session.console
        let writer = RowsWriter(
          form, selection.columns, isForTerminal: StandardStream.results.isTerminal
        ) { text in
          console.result(data: text)
          guard console.hasWrittenResults else { throw ReaderGone() }
        }
        do { try writer.write(selection, over: session.connection) } catch is ReaderGone {}
        return
      }
      try check(path)
      let file = try written(path) { try UnfinishedFile(for: path) }
      let writer = RowsWriter(form, selection.columns, isForTerminal: false) { text in
        try written(path) { try file.write(Array(text.utf8)) }
      }
      try writer.write(selection, over: session.connection)
      try written(path) {
        try file.sync()
        try file.finish()
      }
      try session.show(
        RowExportReport(table: found.table, rows: writer.rows, format: format, path: path))
    }

    /// Only a file is replaced: a device or a folder of that name stays what it is.
    private func check(_ path: String) throws {
      let type =
        try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
      guard let type, type != .typeRegular else { return }
      throw RequestError(
        exitStatus: .notWritable, message: "--out: \(path) is there, and is no file",
        remedy: "name a file, or leave out --out for standard output")
    }

    private func written<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
      do { return try body() } catch {
        throw RequestError(
          exitStatus: .notWritable, message: "--out: \(path) cannot be written: \(error)",
          remedy: "name a file in a folder that this user may write to, with room for it")
      }
    }
  }
}

/// A file that rows were written to.
private struct RowExportReport: Report {
  let table: Table
  let rows: Int
  let format: RowFile.Format
  let path: String

  var json: JSONObject {
    ["table": table.name, "rows": rows, "format": format.rawValue, "file": path]
  }

  var lines: [String] {
    ["\(counted(rows, "row")) of \(table.name) written to \(path)"]
  }

  var quietLines: [String] { [] }
}
