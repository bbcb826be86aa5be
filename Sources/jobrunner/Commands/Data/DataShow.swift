internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText

extension DataCommand {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a row, with what belongs to it.",
      usage: "jobrunner data TABLE show KEY [OPTIONS]",
      discussion: """
        KEY is the row's id or what people call it by, such as a coupon's code, a user's telephone number or \
        the number of an invoice. What belongs to it are the rows of other tables that name it: of a booking \
        its items, redemptions, record and findings, of a user the pets, the bookings and what is not paid. Of \
        each table the first \(ShownRow.mostBelonging) rows are shown, and how many there are.

          jobrunner data booking show 123
          jobrunner data user show '+91 80 5551 0001'
        """)

    @OptionGroup var table: TableArgument
    @OptionGroup var options: GlobalOptions

    @Argument(help: "The row: its id, or what people call it by.")
    var key: String

    func run() throws {
      let session = try LabSession(options, command: "data show", readOnly: true)
      let found = try FoundTable(try table.table, in: session.connection)
      let timeZone = session.configuration.billing.timeZone
      try session.show(
        ShownRowReport(
          row: try found.shownRow(called: key, timeZone: timeZone, over: session.connection)))
    }
  }
}

/// A row with what belongs to it.
private struct ShownRowReport: Report {
  let row: ShownRow

  /// What people call it by beside its identity.
  private var called: String? {
    let names = row.values.filter { row.table.naturalKey.contains($0.column.name) }
    let texts = names.compactMap(\.text)
    return texts.isEmpty ? nil : texts.joined(separator: ", ")
  }

  var json: JSONObject {
    [
      "table": row.table.name, "key": row.identity, "called": called,
      "columns": Self.object(row.values),
      "outstanding": row.outstanding.map { owed -> JSONObject in
        ["invoices": owed.invoices, "amount": owed.amount]
      },
      "belonging": row.belonging.map { other -> JSONObject in
        [
          "table": other.table.name, "column": other.column.name, "count": other.count,
          "rows": other.rows.map(Self.object),
        ]
      },
    ]
  }

  private static func object(_ values: [ShownRow.Value]) -> JSONObject {
    JSONObject(
      values.map { value -> (key: String, value: any JSONValue) in
        (value.column.name, value.column.json(value.text))
      })
  }

  var lines: [String] {
    let width = row.values.map(\.column.name.count).max() ?? 0
    var lines = ["\(row.table.name) \(row.identity)" + (called.map { " (\($0))" } ?? "")]
    lines += row.values.map { value in
      let padding = String(repeating: " ", count: width - value.column.name.count)
      return "  \(value.column.name)\(padding)  \(value.column.shown(value.text))"
    }
    if let owed = row.outstanding {
      let invoices = counted(owed.invoices, "invoice")
      lines += ["", "outstanding: \(owed.amount) on \(invoices)"]
    }
    for other in row.belonging where other.count > 0 {
      lines += ["", title(of: other)] + grid(of: other).lines.map { "  \($0)" }
    }
    return lines
  }

  private func title(of other: ShownRow.Belonging) -> String {
    let title = "\(other.table.name), by \(other.column.name): \(counted(other.count, "row"))"
    guard other.count > other.rows.count else { return title }
    return title + "; the first \(other.rows.count), and all with: jobrunner data "
      + "\(other.table.name) list --where \(other.column.name)=\(row.identity)"
  }

  /// What a person wants to see of rows that belong to another one.
  private func grid(of other: ShownRow.Belonging) -> TextGrid {
    let columns = other.table.shortColumns(besides: other.column)
      .filter { column in
        other.rows.contains { row in
          row.contains { $0.column.name == column.name && $0.text != nil }
        }
      }
    var grid = TextGrid(columns.map { (title: $0.name, isNumber: $0.isNumber) })
    grid.rows = other.rows.map { row in
      columns.map { column in
        let text = row.first { $0.column.name == column.name }?.text
        let shown = column.shown(text)
        return shown.count > Self.widest ? "\(shown.prefix(Self.widest - 1))…" : shown
      }
    }
    return grid
  }

  /// Characters of a cell.
  private static let widest = 30
}

extension Table {
  /// Few columns that say most of a row, in the table's order.
  ///
  /// - Parameter column: what is the same in all of the rows.
  fileprivate func shortColumns(besides column: Column) -> [Column] {
    let most = 8
    let candidates = columns.filter {
      $0.visibility == .open && $0.name != column.name && !$0.isWrittenAlong
        && ![.jsonb, .textArray].contains($0.type) && !$0.name.hasSuffix("fingerprint")
    }
    let told = candidates.filter {
      identity.contains($0.name) || naturalKey.contains($0.name) || $0.choices != nil
    }
    let others = candidates.filter { !told.contains($0) }.prefix(max(0, most - told.count))
    return candidates.filter { told.contains($0) || others.contains($0) }
  }
}
