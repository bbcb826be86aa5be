/// Compares each booking with itself, priced without a change and with it. It holds one entry for each
/// booking that is billed or quarantined, and nothing of what that came from. Pure.
package struct PreviewComparison: Sendable {
  private var preview: ChangePreview
  private var entries: [BookingID: Entry] = [:]
  private var days: [CalendarDate: ChangePreview.Day] = [:]
  private var outcomes: [OutcomePair: ChangePreview.OutcomeChange] = [:]

  private struct Entry {
    var before: PreviewedBooking
    /// Whether it came by with the change, too: it may be the business of two months.
    var isCompared = false
  }

  private struct OutcomePair: Hashable {
    var before: PreviewedOutcome
    var after: PreviewedOutcome
  }

  package init(periods: [BillingPeriod], closedPeriods: [BillingPeriod]) {
    preview = ChangePreview(periods: periods, closedPeriods: closedPeriods)
  }

  /// Adds a booking as it would be priced without the change.
  package mutating func addBefore(_ plan: BookingPlan) {
    let booking = PreviewedBooking(plan)
    guard booking.outcome != .notBilled || booking.isFinalized, entries[plan.bookingID] == nil
    else { return }
    entries[plan.bookingID] = Entry(before: booking)
    preview.bookingsRead += 1
    preview.before.add(booking.amounts)
    if let date = booking.billingDate {
      days[date, default: ChangePreview.Day(date: date)].before.add(booking.amounts.final)
    }
  }

  /// Adds a booking as it would be priced with the change, after all were added without it.
  package mutating func addAfter(_ plan: BookingPlan) {
    let booking = PreviewedBooking(plan)
    guard let entry = entries[plan.bookingID] else {
      guard booking.outcome != .notBilled else { return }
      entries[plan.bookingID] = Entry(before: .notBilled, isCompared: true)
      preview.bookingsRead += 1
      return compare(plan.bookingID, .notBilled, booking)
    }
    guard !entry.isCompared else { return }
    entries[plan.bookingID]?.isCompared = true
    compare(plan.bookingID, entry.before, booking)
  }

  /// What it comes to, once every booking was added on both sides. Those that the change takes out of
  /// these months are not billed in them any more.
  package consuming func result() -> ChangePreview {
    for (id, entry) in entries where !entry.isCompared { compare(id, entry.before, .notBilled) }
    preview.days = days.values.filter { $0.bookingsChanged > 0 }.sorted { $0.date < $1.date }
    let words = PreviewedOutcome.allCases
    preview.outcomes = words.flatMap { before in
      words.compactMap { after in outcomes[OutcomePair(before: before, after: after)] }
    }
    return preview
  }

  private mutating func compare(
    _ id: BookingID, _ before: PreviewedBooking, _ after: PreviewedBooking
  ) {
    preview.after.add(after.amounts)
    if let date = after.billingDate {
      days[date, default: ChangePreview.Day(date: date)].after.add(after.amounts.final)
    }
    if before.outcome != after.outcome {
      outcomes[
        OutcomePair(before: before.outcome, after: after.outcome),
        default: ChangePreview.OutcomeChange(before: before.outcome, after: after.outcome)
      ].add(id)
    }
    let isFinalized = before.isFinalized || after.isFinalized
    if isFinalized, before.hasDrifted != after.hasDrifted {
      if after.hasDrifted {
        preview.finalized.newlyDrifted += 1
      } else {
        preview.finalized.settled += 1
      }
    }
    if before.amounts != after.amounts || before.billingDate != after.billingDate {
      for date in Set([before.billingDate, after.billingDate].compactMap(\.self)) {
        days[date, default: ChangePreview.Day(date: date)].bookingsChanged += 1
      }
    }
    guard before.amounts != after.amounts else { return }
    preview.bookingsChanged += 1
    let booking = ChangePreview.ChangedBooking(
      bookingID: id, billingDate: after.billingDate ?? before.billingDate,
      before: before.amounts.final, after: after.amounts.final, isFinalized: isFinalized)
    if isFinalized {
      preview.finalized.changed += 1
      preview.finalized.difference += booking.difference
    }
    if booking.before != booking.after {
      preview.mostChanged.keepFirst(booking) { $0.isBefore($1) }
    }
  }
}

extension ChangePreview.ChangedBooking {
  /// By how much it changes, then by id.
  fileprivate func isBefore(_ other: Self) -> Bool {
    let (own, others) = (difference.minorUnits.magnitude, other.difference.minorUnits.magnitude)
    return own == others ? bookingID < other.bookingID : own > others
  }
}

extension ChangePreview.OutcomeChange {
  fileprivate mutating func add(_ id: BookingID) {
    count += 1
    bookings.keepFirst(id, by: <)
  }
}

extension Array {
  /// Adds an element to those in order, of which the first ones that a preview names are kept.
  fileprivate mutating func keepFirst(_ element: Element, by isBefore: (Element, Element) -> Bool) {
    let place = firstIndex { isBefore(element, $0) } ?? endIndex
    guard place < ChangePreview.named else { return }
    insert(element, at: place)
    if count > ChangePreview.named { removeLast() }
  }
}
