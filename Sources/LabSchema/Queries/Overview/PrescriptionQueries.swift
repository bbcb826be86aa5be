package import Billing
package import Postgres

/// A prescription that a customer uploaded, as a list shows it.
package struct Prescription: Equatable, Sendable {
  package let id: Int64
  package let bookingID: BookingID
  package let customer: String
  package let fileName: String
  package let fileType: String
  package let fileURL: String
  /// By the lab's clock, such as `2025-01-16 06:30`.
  package let uploadedAt: String
  /// The name of who verified it; nil while nobody has.
  package let verifiedBy: String?
  package let notes: String?
}

extension Connection {
  /// The prescriptions that wait to be verified, the oldest first.
  ///
  /// - Parameters:
  ///   - verifiedToo: whether those that are verified are listed as well.
  ///   - booking: nil for all bookings.
  package func prescriptions(
    verifiedToo: Bool, booking: BookingID?, timeZone: String
  ) throws -> [Prescription] {
    try query(
      """
      select p.id, p.booking_id, \(RecordNames.customerToday), p.file_name, p.file_type, p.file_url,
        to_char(p.uploaded_at::timestamptz at time zone \(timeZone), 'YYYY-MM-DD HH24:MI'),
        coalesce(s.name, 'staff ' || p.verified_by_admin_id), p.verification_notes
      from prescription_uploads p
      join users u on u.id = p.user_id
      left join staff s on s.id = p.verified_by_admin_id
      where (\(verifiedToo)::boolean or p.verified_by_admin_id is null)
        and (\(booking)::int is null or p.booking_id = \(booking)::int)
      order by p.uploaded_at, p.id
      """
    ) { row in
      Prescription(
        id: try row.int64(0), bookingID: try row.decode(1), customer: try row.string(2),
        fileName: try row.string(3), fileType: try row.string(4), fileURL: try row.string(5),
        uploadedAt: try row.string(6), verifiedBy: try row.optionalString(7),
        notes: try row.optionalString(8))
    }
  }
}
