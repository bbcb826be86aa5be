/// A piece of a run's work: one transaction.
package enum ChunkScope: Equatable, Sendable {
  /// Bookings of one service date, by id; a large day is several chunks.
  case day(CalendarDate, ids: ClosedRange<BookingID>)
  /// Named bookings: the ones outside the dates that are priced anew.
  case bookings([BookingID])
}
