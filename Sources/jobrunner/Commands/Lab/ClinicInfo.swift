internal import ArgumentParser
internal import BillingJobs
internal import LabSchema

struct ClinicInfo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clinic_info",
    abstract: "Show how the lab is reached, or say it anew.",
    subcommands: [Show.self, Set.self], defaultSubcommand: Show.self)

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show how the lab is reached.",
      discussion: """
          jobrunner clinic_info show
        """)

    @OptionGroup var options: GlobalOptions

    func run() throws {
      let session = try LabSession(options, command: "clinic_info", readOnly: true)
      let found = try FoundTable(.clinicInfo, in: session.connection)
      let row = try found.onlyRow(over: session.connection).flatMap { id in
        try found.rows(
          where: "id", is: id, timeZone: session.configuration.billing.timeZone,
          over: session.connection
        ).first
      }
      try session.show(ClinicReport(row: row))
    }
  }

  struct Set: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say how the lab is reached.",
      usage: "jobrunner clinic_info set COLUMN=VALUE … [OPTIONS]",
      discussion: """
        There is one row; it is made where there is none. The WhatsApp link is made from the number by \
        the database, the link to the map from latitude and longitude, where none is given. The number \
        has its country code, and the lab opens before it closes.

          jobrunner clinic_info set whatsapp_number='+91 98765 43210' latitude=12.9716 \\
            longitude=77.5946 opening_time=08:00 closing_time=20:00 \\
            --as meera@lab.example
        """)

    @OptionGroup var write: WriteOptions

    @Argument(help: ArgumentHelp("What is to be in its columns.", valueName: "column=value"))
    var assignments: [String]

    func run() throws {
      let session = try write.session("clinic_info set")
      let connection = session.connection
      let writing = try DataWriting(
        write, session,
        needing: DataAuthority.roles(for: .update, of: .clinicInfo, columns: []))
      let writer = try writing.writer(of: .clinicInfo)
      let values = try RowValues(
        MapPlace.completed(assignments), of: writer.found, secret: StandardInput.secret)
      guard let id = try writer.found.onlyRow(over: connection) else {
        try writing.carryOut(report: { RowCreationReport(row: $0, state: $1) }) {
          try writer.create(values)
        }
        return
      }
      try writing.carryOut(
        report: RowChangesReport.init, isNothing: { $0.count == 0 },
        { try writer.update([id], values) })
    }
  }
}

/// Where the lab is, by degrees.
private enum MapPlace {
  /// The same assignments, with the link to the place that latitude and longitude name.
  ///
  /// - Throws: `DataError` for one of the two without the other.
  static func completed(_ assignments: [String]) throws -> [String] {
    func value(_ column: String) -> String? {
      assignments.first { $0.lowercased().hasPrefix("\(column)=") }
        .map { String($0.dropFirst(column.count + 1)) }
    }
    switch (value("latitude"), value("longitude")) {
    case (nil, nil): return assignments
    case (let latitude?, let longitude?):
      guard value("google_maps_link") == nil, !latitude.isEmpty, !longitude.isEmpty else {
        return assignments
      }
      let link = ValueForm.linkToMap(latitude: latitude, longitude: longitude)
      return assignments + ["google_maps_link=\(link)"]
    default:
      throw DataError.faults(
        of: Table.clinicInfo.name, ["latitude and longitude are one place: give both"])
    }
  }
}

private struct ClinicReport: Report {
  /// nil where nobody has said it yet.
  let row: RowTexts?

  var json: JSONObject { row?.json ?? [:] }

  var lines: [String] {
    guard let row else {
      return ["how the lab is reached is not said yet: jobrunner clinic_info set --help"]
    }
    var grid = TextGrid(("Column", false), ("Value", false))
    grid.rows = row.columns.map { [$0.column.name, shown($0.text)] }
    return grid.lines
  }
}
