internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema
internal import Postgres

extension Bookings {
  struct Correct: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what is wrong with a booking; with column=value, mend it.",
      usage: "jobrunner bookings correct BOOKING [COLUMN=VALUE …] [OPTIONS]",
      discussion: """
        Without values it shows what is found of the booking, with what to do, and its columns and \
        parts with their IDs. With values it shows what they change and what the booking's record would \
        become, asks, and writes them: item.45.quantity=2 is a column of an item of it, \
        redemption.7.discount_amount=50 one of a coupon's redemption. `column=` leaves a column without \
        a value.

        No record is written: the next run bills the booking anew. Where its record is finalized the \
        change becomes drift, and jobrunner adjust settles it.

          jobrunner bookings correct 123
          jobrunner bookings correct 123 estimated_distance_km=12 item.45.quantity=2 \\
            --reason 'asked the collector' --as meera@lab.example
        """)

    @OptionGroup var write: WriteOptions

    @Argument(help: "The booking: its ID, or the number of its invoice or of a note.")
    var subject: String

    @Argument(help: ArgumentHelp("What is to be in its columns.", valueName: "column=value"))
    var words: [String] = []

    func validate() throws {
      if let value = words.first(where: { !$0.contains("=") }) {
        throw ValidationError("\(value) is no column=value")
      }
      _ = try BookingAssignments(words)
    }

    func run() throws {
      let rows = try BookingAssignments(words).rows
      guard !rows.isEmpty else { return try showBooking() }
      let session = try write.session("bookings correct")
      let roles = rows.map { row in
        DataAuthority.roles(
          for: .update, of: row.part?.table ?? .bookings, columns: row.columns)
      }
      let writing = try DataWriting(
        write, session,
        needing: roles.dropFirst().reduce(roles[0]) { $0.intersection($1) })
      let context = try session.runContext()
      let booking = try context.requireBooking(named: subject)
      let corrections = try rows.map { row in
        let writer = try writing.writer(of: row.part?.table ?? .bookings)
        return RowCorrection(
          writer, row.part, id: row.id ?? Int64(booking.rawValue),
          try RowValues(row.assignments, of: writer.found, secret: StandardInput.secret))
      }
      let job = CorrectionJob(context)
      try writing.carryOut(
        .labSnapshot,
        report: { CorrectionReport(correction: $0, state: $1, currency: session.currency) },
        isNothing: { $0.changes.isEmpty }, { try job.correct(booking, corrections) })
    }

    private func showBooking() throws {
      let session = try LabSession(write.options, command: "bookings correct", readOnly: true)
      let context = try session.runContext()
      let booking = try context.requireBooking(named: subject)
      guard let explanation = try ExplainJob(context).explain("\(booking)") else {
        throw DataError.noRow(of: Table.bookings.name, key: subject)
      }
      let zone = session.configuration.billing.timeZone
      func rows(_ table: Table, _ column: String) throws -> [RowTexts] {
        try FoundTable(table, in: session.connection)
          .rows(
            where: column, is: Int64(booking.rawValue), timeZone: zone, over: session.connection)
      }
      try session.show(
        BookingSheet(
          explanation: explanation, booking: try rows(.bookings, "id").first,
          parts: try BookingPart.allCases.map { ($0, try rows($0.table, "booking_id")) },
          currency: session.currency))
    }
  }
}
