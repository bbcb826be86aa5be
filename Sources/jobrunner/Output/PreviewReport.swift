internal import Billing
internal import PlainText

/// What months would come to with a change, beside what they come to without it.
struct PreviewReport: Report {
  let preview: ChangePreview
  let currency: Currency

  var json: JSONObject {
    [
      "periods": preview.periods,
      // Of these only what was billed before they were closed is priced.
      "closed_periods": preview.closedPeriods,
      "bookings": preview.bookingsRead,
      "bookings_changed": preview.bookingsChanged,
      "before": json(preview.before),
      "after": json(preview.after),
      "difference": json(preview.after - preview.before),
      // Those on which anything changes.
      "days": preview.days.map { day -> JSONObject in
        [
          "billing_date": day.date, "bookings_changed": day.bookingsChanged, "before": day.before,
          "after": day.after, "difference": day.difference,
        ]
      },
      "most_changed": preview.mostChanged.map { booking -> JSONObject in
        [
          "booking_id": booking.bookingID, "billing_date": booking.billingDate,
          "finalized": booking.isFinalized, "before": booking.before, "after": booking.after,
          "difference": booking.difference,
        ]
      },
      "outcomes": preview.outcomes.map { change -> JSONObject in
        [
          "before": change.before.rawValue, "after": change.after.rawValue,
          "bookings": change.count,
          // The first of them, by id.
          "booking_ids": change.bookings,
        ]
      },
      // Of records that do not change any more.
      "finalized": [
        "bookings_changed": preview.finalized.changed,
        "newly_drifted": preview.finalized.newlyDrifted,
        "settled": preview.finalized.settled,
        "difference": preview.finalized.difference,
      ] as JSONObject,
    ]
  }

  private func json(_ sums: AmountSums) -> JSONObject {
    JSONObject(Amounts.Part.allCases.map { ($0.column, sums[$0]) })
  }

  var lines: [String] {
    guard !preview.periods.isEmpty else { return ["there is no month to price so far"] }
    let head = "\(months): \(bookings(preview.bookingsRead)) priced without the change and with it"
    guard !preview.isEmpty else { return [head, "nothing of it changes"] + closed }
    return [head] + ([totals.lines] + tables).flatMap { [""] + $0 } + [""] + outcomes + finalized
      + closed + [
        "in all \(currency.signed(preview.difference)) \(currency), of "
          + "\(bookings(preview.bookingsChanged))"
      ]
  }

  private var months: String {
    guard let first = preview.periods.first, let last = preview.periods.last, first != last else {
      return preview.periods.map { "\($0)" }.joined()
    }
    return "\(first) to \(last)"
  }

  private func bookings(_ count: Int) -> String { counted(count, "booking") }

  private var totals: TextGrid {
    var grid = TextGrid(
      ("Amount", false), ("Without", true), ("With", true), ("Difference", true))
    grid.rows = Amounts.Part.allCases.map { part in
      let (before, after) = (preview.before[part], preview.after[part])
      return [
        part.name, currency.text(before), currency.text(after), currency.signed(after - before),
      ]
    }
    return grid
  }

  private var tables: [[String]] {
    var days = TextGrid(
      ("Day", false), ("Bookings", true), ("Without", true), ("With", true), ("Difference", true))
    days.rows = preview.days.map { day in
      [
        "\(day.date)", "\(day.bookingsChanged)", currency.text(day.before),
        currency.text(day.after), currency.signed(day.difference),
      ]
    }
    var most = TextGrid(
      ("Booking", true), ("Billed on", false), ("Without", true), ("With", true),
      ("Difference", true), ("Record", false))
    most.rows = preview.mostChanged.map { booking in
      [
        "\(booking.bookingID)", shown(booking.billingDate), currency.text(booking.before),
        currency.text(booking.after), currency.signed(booking.difference),
        booking.isFinalized ? "finalized" : "",
      ]
    }
    return [days, most].filter { !$0.rows.isEmpty }.map(\.lines)
  }

  private var outcomes: [String] {
    preview.outcomes.map { change in
      let names = change.bookings.map { "\($0)" }.joined(separator: ", ")
      return "\(change.before.words) → \(change.after.words): \(bookings(change.count)), "
        + names + (change.count > change.bookings.count ? " …" : "")
    }
  }

  private var finalized: [String] {
    let finalized = preview.finalized
    var lines: [String] = []
    if finalized.changed > 0 {
      lines.append(
        "\(bookings(finalized.changed)) of these finalized already, "
          + "\(currency.signed(finalized.difference)): their records stay as they are")
    }
    if finalized.newlyDrifted > 0 {
      lines.append(
        "\(finalized.newlyDrifted) of the finalized records would drift: jobrunner adjust MONTH settles "
          + "them with notes")
    }
    if finalized.settled > 0 {
      lines.append("\(finalized.settled) of the finalized records would drift no more")
    }
    return lines
  }

  private var closed: [String] {
    preview.closedPeriods.isEmpty
      ? []
      : [
        preview.closedPeriods.map { "\($0)" }.joined(separator: ", ")
          + (preview.closedPeriods.count == 1 ? " is" : " are")
          + " closed: nothing of what was billed there changes but by notes"
      ]
  }
}

extension PreviewedOutcome {
  fileprivate var words: String {
    switch self {
    case .billed: "billed"
    case .held: "held"
    case .quarantined: "quarantined"
    case .notBilled: "not billed"
    }
  }
}

/// A report whose lines are read by another program, line for line: whatever else there is to say is said
/// beside it.
protocol PipedReport: Report {}

/// What a command says of a change, and what months would come to with it where that was asked.
struct PreviewedReport<Told: Report>: Report where Told.JSON == JSONObject {
  let told: Told
  let preview: PreviewReport?

  var json: JSONObject {
    guard let preview else { return told.json }
    return told.json + ["preview": preview.json]
  }

  var lines: [String] { told is any PipedReport ? told.lines : shownFirst + told.lines }
  var quietLines: [String] {
    told is any PipedReport ? told.quietLines : shownFirst + told.quietLines
  }
  var remarks: [String] { told is any PipedReport ? shownFirst + told.remarks : told.remarks }

  private var shownFirst: [String] { preview.map { $0.lines + [""] } ?? [] }
}
