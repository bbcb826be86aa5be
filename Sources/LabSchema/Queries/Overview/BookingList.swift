package import Billing
package import Postgres

/// A booking as a list shows it, with the pets that it may be for.
package struct ListedBooking: Equatable, Sendable {
  package let id: BookingID
  package let serviceDate: CalendarDate?
  package let status: String?
  /// nil where the booking has no customer.
  package let customer: String?
  package let petID: Int64?
  /// Some of the customer's pets, such as `5 Bruno (Dog)`.
  package let pets: [String]
}

extension Connection {
  /// Bookings, the latest first.
  ///
  /// - Parameters:
  ///   - withoutPet: only those that name no pet.
  ///   - limit: at most so many.
  package func bookings(
    withoutPet: Bool, dates: ServiceDateSQL, limit: Int
  ) throws -> [ListedBooking] {
    try query(
      """
      select b.id, \(dates.serviceDate()), b.status, \(RecordNames.customerToday), b.pet_id,
        array(
          select concat(p.id, ' ', p.name, ' (', p.species, ')')
          from pets p
          where p.user_id = b.user_id and p.is_active
          order by p.id
          limit 3
        )
      from bookings b
      left join users u on u.id = b.user_id
      where not \(withoutPet)::boolean or b.pet_id is null
      order by b.booking_date desc nulls first, b.id desc
      limit \(limit)
      """
    ) { row in
      ListedBooking(
        id: try row.decode(0),
        serviceDate: try row.decodeOptional(1, as: CalendarDate.self)?.known,
        status: try row.optionalString(2), customer: try row.optionalString(3),
        petID: try row.decodeOptional(4, as: Int64.self),
        pets: try row.decode(5, as: TextArray.self).elements)
    }
  }
}
