internal import Billing
internal import BillingJobs
internal import LabSchema

/// The notes of an adjustment, planned or posted, for people and for programs.
struct AdjustmentReport: Encodable {
  var period: String
  /// The open period they were posted into; nil while they are not.
  var postedInto: String?
  var runId: Int64?
  var notes: [Note]
  /// Bookings that have drifted and cannot be priced.
  var unsettled: [Unsettled]
  /// What was paid of invoices beyond what they come to with their notes.
  var toGiveBack: [GivenBack]
  var credit: String
  var debit: String

  struct Note: Encodable {
    var bookingId: Int32
    var invoiceNumber: String?
    var kind: String
    var number: String?
    var before: String
    var after: String
    var amount: String
    var reason: String
    /// What would hold the booking back if it were a draft.
    var holds: [String]
  }

  struct Unsettled: Encodable {
    var bookingId: Int32
    var reason: String
  }

  struct GivenBack: Encodable {
    var bookingId: Int32
    var invoiceNumber: String?
    var amount: String
  }

  /// What some of the notes wait for, where a series has no number for them.
  var seriesEnds: [String]

  private var planned: AdjustmentPlan

  private enum CodingKeys: String, CodingKey {
    case period, postedInto, runId, notes, unsettled, toGiveBack, credit, debit, seriesEnds
  }

  /// - Parameter paid: what was paid of the records that get a note.
  init(
    _ result: AdjustmentResult, period: BillingPeriod, invoices: [BookingID: String],
    paid: [BillingRecordID: Money]
  ) {
    planned = result.plan
    self.period = "\(period)"
    postedInto = result.postedInto.map { "\($0)" }
    runId = result.runID?.rawValue
    let numbers = Dictionary(
      result.posted.notes.map { ($0.note.bookingID, $0.number) },
      uniquingKeysWith: { first, _ in first })
    let holds = Dictionary(grouping: result.plan.holds, by: \.bookingID)
    notes = result.plan.notes.map { note in
      Note(
        bookingId: note.bookingID.rawValue, invoiceNumber: invoices[note.bookingID],
        kind: note.kind.rawValue, number: numbers[note.bookingID],
        before: "\(note.before.amounts.final)",
        after: "\(note.after.amounts.final)", amount: "\(note.amount)", reason: note.reason,
        holds: holds[note.bookingID, default: []].map {
          "\($0.finding.kind.rawValue): \($0.finding.detail)"
        })
    }
    unsettled = result.plan.unsettled.map {
      Unsettled(bookingId: $0.bookingID.rawValue, reason: $0.reason)
    }
    toGiveBack = result.plan.notes.compactMap { note in
      guard let beyond = try? paid[note.recordID, default: .zero] - note.after.amounts.final,
        beyond > .zero
      else { return nil }
      return GivenBack(
        bookingId: note.bookingID.rawValue, invoiceNumber: invoices[note.bookingID],
        amount: "\(beyond)")
    }
    let ends = result.runID == nil ? result.plan.ends : result.posted.ends
    seriesEnds = ends.map { "\($0.message); \($0.remedy)" }
    credit = "\(result.plan.total(.creditNote))"
    debit = "\(result.plan.total(.debitNote))"
  }

  /// What a person has to look at before the notes are posted.
  var warnings: [String] {
    notes.flatMap { note in
      note.holds.map {
        "booking \(note.bookingId) would be held if it were a draft (\($0)): see that its note is right"
      }
    }
  }

  /// What some of the notes would wait for, were they posted.
  var foreseenEnds: [String] { seriesEnds.map { "after it, \($0)" } }

  /// Whether somebody has to look at it, or to do something.
  var needsPerson: Bool {
    !unsettled.isEmpty || !warnings.isEmpty || !toGiveBack.isEmpty || !seriesEnds.isEmpty
  }

  /// The notes as a table, and what they come to.
  var table: [String] {
    var grid = TextGrid(
      ("Booking", true), ("Invoice", false), ("Note", false), ("Before", true), ("After", true),
      ("Credit", true), ("Debit", true), ("What changed", false))
    grid.rows = zip(notes, planned.notes).map { note, plan in
      let amount = grouped(plan.amount)
      return [
        "\(note.bookingId)", note.invoiceNumber ?? "–", note.number ?? "–",
        grouped(plan.before.amounts.final), grouped(plan.after.amounts.final),
        plan.kind == .creditNote ? amount : "", plan.kind == .debitNote ? amount : "", note.reason,
      ]
    }
    if !notes.isEmpty {
      grid.rows.append([
        "", "", "Total", "", "", grouped(planned.total(.creditNote)),
        grouped(planned.total(.debitNote)), "",
      ])
    }
    return grid.rows.isEmpty ? [] : grid.lines
  }

  var lines: [String] {
    var lines = table + warnings
    for booking in unsettled {
      lines.append(
        "booking \(booking.bookingId) cannot be priced, so no note can settle it: "
          + "\(booking.reason); correct it in the app")
    }
    for excess in toGiveBack {
      lines.append(
        "\(excess.amount) \(postedInto == nil ? "would have" : "is") to be given back: it was paid of "
          + "invoice \(excess.invoiceNumber ?? "of booking \(excess.bookingId)"), which comes to "
          + "less with its note")
    }
    if let postedInto {
      lines.append("posted \(notes.count { $0.number != nil }) notes into \(postedInto)")
      lines += seriesEnds
    } else if notes.isEmpty {
      lines.append("\(period): nothing to adjust")
    } else {
      lines += foreseenEnds + ["nothing was posted"]
    }
    return lines
  }
}
