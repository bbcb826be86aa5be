internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

struct Prescriptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the prescriptions that wait to be verified, and verify them.",
    subcommands: [List.self, Verify.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the prescriptions that nobody has verified, the oldest first.",
      discussion: """
          jobrunner prescriptions list
          jobrunner prescriptions list --all --booking 42
        """)

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Those that are verified as well.")
    var all = false

    @Option(help: "Only those of a booking.")
    var booking: Int32?

    func run() throws {
      let session = try LabSession(options, command: "prescriptions list", readOnly: true)
      let prescriptions = try session.connection.prescriptions(
        verifiedToo: all, booking: booking.map { BookingID($0) },
        timeZone: session.configuration.billing.timeZone)
      try session.show(
        ListReport(
          rows: prescriptions,
          nothing: all ? "no prescriptions" : "no prescription waits to be verified",
          object: \.json, grid: Self.grid))
    }

    private static func grid(_ prescriptions: [Prescription]) -> TextGrid {
      var grid = TextGrid(
        ("ID", true), ("Booking", true), ("Customer", false), ("File", false), ("Type", false),
        ("Uploaded", false), ("Verified by", false), ("Notes", false))
      grid.rows = prescriptions.map { prescription in
        [
          "\(prescription.id)", "\(prescription.bookingID)", prescription.customer,
          prescription.fileName, prescription.fileType, prescription.uploadedAt,
          shown(prescription.verifiedBy), shown(prescription.notes),
        ]
      }
      return grid
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that a prescription was looked at and is right.",
      discussion: """
        The person of --as is the one who verified it, so --dry-run needs one too. One that is verified \
        already stays as it is.

          jobrunner prescriptions verify 12 --notes 'signed by Dr Iyer' \\
            --as meera@lab.example
        """)

    @OptionGroup var write: WriteOptions

    @Argument(help: "The prescription's ID, as listed.")
    var id: Int64

    @Option(help: "What was found; kept with the prescription.")
    var notes: String

    func validate() throws {
      if notes.allSatisfy(\.isWhitespace) { throw ValidationError("--notes takes a text") }
    }

    func run() throws {
      let session = try write.session("prescriptions verify")
      let roles = DataAuthority.roles(
        for: .update, of: .prescriptionUploads,
        columns: ["verified_by_admin_id", "verification_notes"])
      let person = try session.person(needing: roles)
      let writing = try DataWriting(write, session, needing: roles)
      let writer = try writing.writer(of: .prescriptionUploads)
      let values = try RowValues(
        ["verified_by_admin_id=\(person.staffID)", "verification_notes=\(notes)"],
        of: writer.found, secret: StandardInput.secret)
      try writing.carryOut(
        report: RowChangesReport.init,
        {
          let id = try writer.found.id(called: "\(id)", over: session.connection)
          let changes = try writer.update([id], values)
          let earlier = changes.sample.first?.columns
            .first { $0.column.name == "verified_by_admin_id" }?.before
          guard changes.count > 0, earlier == nil else {
            throw DataError.refused(
              "prescription \(id) is verified already, by staff \(earlier ?? "\(person.staffID)")",
              remedy: "to say it anew: jobrunner data prescription_uploads update \(id) "
                + "verification_notes=TEXT")
          }
          return changes
        })
    }
  }
}

extension Prescription {
  /// One prescription, for programs.
  fileprivate var json: JSONObject {
    [
      "prescription_id": id, "booking_id": bookingID, "customer": customer,
      "file_name": fileName, "file_type": fileType, "file_url": fileURL,
      "uploaded_at": uploadedAt, "verified_by": verifiedBy, "notes": notes,
    ]
  }
}
