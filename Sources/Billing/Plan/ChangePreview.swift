/// What months come to with a change that was not made, beside what they come to without it: both as
/// the bookings would be priced anew at the same moment, so that the change is all that differs. A
/// finalized record stays as it is, and what its booking would come to counts all the same: a note has
/// to make up for it.
package struct ChangePreview: Sendable {
  /// The months that were priced, oldest first.
  package let periods: [BillingPeriod]
  /// Those of them that are closed: only what is finalized in them was priced.
  package let closedPeriods: [BillingPeriod]
  package internal(set) var bookingsRead = 0
  package internal(set) var before = AmountSums()
  package internal(set) var after = AmountSums()
  /// Bookings whose amounts change.
  package internal(set) var bookingsChanged = 0
  /// The billing dates on which anything changes, oldest first.
  package internal(set) var days: [Day] = []
  /// The bookings whose final amounts change most, the largest change first.
  package internal(set) var mostChanged: [ChangedBooking] = []
  /// Bookings of which something else becomes than without the change.
  package internal(set) var outcomes: [OutcomeChange] = []
  package internal(set) var finalized = FinalizedEffect()

  /// How many bookings are named, of those that change most and of each change of outcome.
  package static let named = 10

  /// What the records of one billing date come to, without the change and with it.
  package struct Day: Sendable {
    package let date: CalendarDate
    package internal(set) var before = PlanAmounts.Sum()
    package internal(set) var after = PlanAmounts.Sum()
    package internal(set) var bookingsChanged = 0

    package var difference: PlanAmounts.Sum { after - before }
  }

  package struct ChangedBooking: Sendable {
    package let bookingID: BookingID
    package let billingDate: CalendarDate?
    package let before: Money
    package let after: Money
    package let isFinalized: Bool

    package var difference: PlanAmounts.Sum {
      PlanAmounts.Sum(minorUnits: Int128(after.minorUnits) - Int128(before.minorUnits))
    }
  }

  package struct OutcomeChange: Sendable {
    package let before: PreviewedOutcome
    package let after: PreviewedOutcome
    package internal(set) var count = 0
    /// The first of them, by id.
    package internal(set) var bookings: [BookingID] = []
  }

  /// What the change would do to records that do not change any more.
  package struct FinalizedEffect: Sendable {
    /// Records that would drift, and do not without the change.
    package internal(set) var newlyDrifted = 0
    /// Records that drift without the change, and would not with it.
    package internal(set) var settled = 0
    /// Those whose bookings come to something else.
    package internal(set) var changed = 0
    package internal(set) var difference = PlanAmounts.Sum()
  }

  package var difference: PlanAmounts.Sum { after[.final] - before[.final] }

  /// Whether the change changes nothing of these months.
  package var isEmpty: Bool {
    bookingsChanged == 0 && outcomes.isEmpty && finalized.newlyDrifted == 0
      && finalized.settled == 0
  }
}
