internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText

/// The notes of an adjustment, planned or posted.
struct AdjustmentReport: Report {
  let scope: AdjustmentScope
  let currency: Currency
  private let result: AdjustmentResult
  private let rows: [Row]
  /// What was paid of invoices beyond what they come to with their notes.
  private let toGiveBack: [(row: Row, amount: Money)]
  /// What some of the notes wait for, where a series has no number for them.
  private let seriesEnds: [String]

  /// One note, with what is known of its record and of itself.
  fileprivate struct Row {
    var note: AdjustmentNote
    var invoiceNumber: String?
    /// nil until it was posted, and where its series has none left.
    var number: String?
    /// What would hold the booking back if it were a draft.
    var holds: [String]
  }

  /// - Parameter paid: what was paid of the records that get a note.
  init(
    _ result: AdjustmentResult, of scope: AdjustmentScope, currency: Currency,
    invoices: [BookingID: String], paid: [BillingRecordID: Money]
  ) {
    (self.result, self.scope, self.currency) = (result, scope, currency)
    let numbers = Dictionary(
      result.posted.notes.map { ($0.note.bookingID, $0.number) },
      uniquingKeysWith: { first, _ in first })
    let holds = Dictionary(grouping: result.plan.holds, by: \.bookingID)
    rows = result.plan.notes.map { note in
      Row(
        note: note, invoiceNumber: invoices[note.bookingID], number: numbers[note.bookingID],
        holds: holds[note.bookingID, default: []].map {
          "\($0.finding.kind.rawValue): \($0.finding.detail)"
        })
    }
    toGiveBack = rows.compactMap { row in
      guard
        let beyond = try? paid[row.note.recordID, default: .zero] - row.note.after.amounts.final,
        beyond > .zero
      else { return nil }
      return (row, beyond)
    }
    seriesEnds = (result.runID == nil ? result.plan.ends : result.posted.ends).map(\.sentence)
  }

  /// What was named: a month, or one booking.
  private var named: (period: BillingPeriod?, booking: BookingID?) {
    switch scope {
    case .period(let period): (period, nil)
    case .booking(let id): (nil, id)
    }
  }

  var json: JSONObject {
    [
      "period": named.period,
      "booking_id": named.booking,
      // The open period they were posted into; missing while they are not.
      "posted_into": result.postedInto,
      "run_id": result.runID,
      "notes": rows.map(\.json),
      // Bookings that have drifted and cannot be priced.
      "unsettled": result.plan.unsettled.map {
        ["booking_id": $0.bookingID, "reason": $0.reason] as JSONObject
      },
      "to_give_back": toGiveBack.map { row, amount in
        [
          "booking_id": row.note.bookingID, "invoice_number": row.invoiceNumber, "amount": amount,
        ] as JSONObject
      },
      "credit": result.plan.total(.creditNote),
      "debit": result.plan.total(.debitNote),
      "series_ends": seriesEnds,
    ]
  }

  /// What a person has to look at before the notes are posted.
  var warnings: [String] {
    rows.flatMap { row in
      row.holds.map {
        "booking \(row.note.bookingID) would be held if it were a draft (\($0)): see that its note is right"
      }
    }
  }

  /// What some of the notes would wait for, were they posted.
  var foreseenEnds: [String] { seriesEnds.map { "after it, \($0)" } }

  /// Whether somebody has to look at it, or to do something.
  var needsPerson: Bool {
    !result.plan.unsettled.isEmpty || !warnings.isEmpty || !toGiveBack.isEmpty
      || !seriesEnds.isEmpty
  }

  /// The notes as a table, and what they come to.
  var table: [String] {
    var grid = TextGrid(
      ("Booking", true), ("Invoice", false), ("Note", false), ("Before", true), ("After", true),
      ("Credit", true), ("Debit", true), ("What changed", false))
    grid.rows = rows.map { row in
      let note = row.note
      let amount = currency.text(note.amount)
      return [
        "\(note.bookingID)", row.invoiceNumber ?? "–", row.number ?? "–",
        currency.text(note.before.amounts.final), currency.text(note.after.amounts.final),
        note.kind == .creditNote ? amount : "", note.kind == .debitNote ? amount : "", note.reason,
      ]
    }
    if !rows.isEmpty {
      grid.rows.append([
        "", "", "Total", "", "", currency.text(result.plan.total(.creditNote)),
        currency.text(result.plan.total(.debitNote)), "",
      ])
    }
    return grid.rows.isEmpty ? [] : grid.lines
  }

  var quietLines: [String] {
    if result.postedInto == nil { return lines }
    return warnings + unsettled + toGiveBackLines + seriesEnds
  }

  var lines: [String] {
    var lines = table + warnings + unsettled + toGiveBackLines
    if let postedInto = result.postedInto {
      lines.append("posted \(counted(rows.count { $0.number != nil }, "note")) into \(postedInto)")
      lines += seriesEnds
    } else if rows.isEmpty {
      lines.append("\(scope): nothing to adjust")
    } else {
      lines += foreseenEnds + ["nothing was posted"]
    }
    return lines
  }

  private var unsettled: [String] {
    result.plan.unsettled.map { booking in
      "booking \(booking.bookingID) cannot be priced, so no note can settle it: "
        + "\(booking.reason); correct it in the app"
    }
  }

  private var toGiveBackLines: [String] {
    toGiveBack.map { row, amount in
      "\(amount) \(result.postedInto == nil ? "would have" : "is") to be given back: it was paid of "
        + "invoice \(row.invoiceNumber ?? "of booking \(row.note.bookingID)"), which comes to "
        + "less with its note"
    }
  }
}

extension AdjustmentReport.Row {
  fileprivate var json: JSONObject {
    [
      "booking_id": note.bookingID,
      "invoice_number": invoiceNumber,
      "kind": note.kind.rawValue,
      "number": number,
      "before": note.before.amounts.final,
      "after": note.after.amounts.final,
      "amount": note.amount,
      "reason": note.reason,
      "holds": holds,
    ]
  }
}
