package import Postgres

package typealias PrescriptionUploadID = ID<PrescriptionUpload>

/// A prescription that a customer uploaded while booking.
package struct PrescriptionUpload: Model {
  package let id: PrescriptionUploadID
  package let bookingID: BookingID
  package let userID: UserID
  package let fileURL: String
  package let fileName: String
  /// MIME type.
  package let fileType: String
  package let fileSizeBytes: Int64
  package let uploadedAt: Instant
  package let verifiedByAdminID: StaffID?
  package let verificationNotes: String?

  package static let table = Table(
    "prescription_uploads",
    columns: [
      Column("id", .integer),
      Column("booking_id", .integer),
      Column("user_id", .integer),
      Column("file_url", .text),
      Column("file_name", .text),
      Column("file_type", .text),
      Column("file_size_bytes", .bigint),
      Column("uploaded_at", .instant),
      Column("verified_by_admin_id", .integer, nullable: true),
      Column("verification_notes", .text, nullable: true),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    bookingID = try row.decode(1)
    userID = try row.decode(2)
    fileURL = try row.decode(3)
    fileName = try row.decode(4)
    fileType = try row.decode(5)
    fileSizeBytes = try row.decode(6)
    uploadedAt = try row.decode(7)
    verifiedByAdminID = try row.decodeOptional(8)
    verificationNotes = try row.decodeOptional(9)
  }
}
