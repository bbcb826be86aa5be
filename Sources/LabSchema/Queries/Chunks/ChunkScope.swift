/// A piece of a run's work: one transaction.
package enum ChunkScope: Equatable, Sendable {
  /// Bookings of one service date, by id; a large day is several chunks.
  case day(CalendarDate, ids: ClosedRange<BookingID>)
  /// Named bookings: the ones outside the dates that are priced anew.
  case bookings([BookingID])

  /// Named bookings in chunks of at most `size`.
  package static func pieces(of bookings: [BookingID], size: Int) -> [ChunkScope] {
    stride(from: 0, to: bookings.count, by: size).map { start in
      .bookings(Array(bookings[start..<min(start + size, bookings.count)]))
    }
  }
}
