package import Postgres

package typealias TestID = ID<LabTest>

/// A test of the catalogue.
package struct LabTest: Model {
  package let id: TestID
  package let categoryID: CategoryID
  package let name: String
  package let description: String?
  /// List price.
  package let price: Money
  /// What is charged instead of the list price, where set.
  package let discountedPrice: Money?
  package let sampleType: String?
  package let reportTimeHours: Int32?
  package let isActive: Bool
  /// EDTA, SST, Heparin …
  package let tubeType: String?
  package let sampleQuantityMilliliters: ExactNumber?
  package let sampleCollectionInstructions: String?
  /// Turnaround time; another name for `report_time_hours`.
  package let tatHours: Int32?
  package let createdAt: Instant
  package let updatedAt: Instant

  package static let table = Table(
    "tests",
    columns: [
      Column("id", .integer),
      Column("category_id", .integer),
      Column("name", .text),
      Column("description", .text, nullable: true),
      Column("price", .money),
      Column("discounted_price", .money, nullable: true),
      Column("sample_type", .text, nullable: true),
      Column("report_time_hours", .integer, nullable: true),
      Column("is_active", .boolean),
      Column("tube_type", .varchar(100), nullable: true),
      Column("sample_quantity_ml", .numeric(precision: 5, scale: 2), nullable: true),
      Column("sample_collection_instructions", .text, nullable: true),
      Column("tat_hours", .integer, nullable: true),
      Column("created_at", .instant),
      Column("updated_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    categoryID = try row.decode(1)
    name = try row.decode(2)
    description = try row.decodeOptional(3)
    price = try row.decode(4)
    discountedPrice = try row.decodeOptional(5)
    sampleType = try row.decodeOptional(6)
    reportTimeHours = try row.decodeOptional(7)
    isActive = try row.decode(8)
    tubeType = try row.decodeOptional(9)
    sampleQuantityMilliliters = try row.decodeOptional(10)
    sampleCollectionInstructions = try row.decodeOptional(11)
    tatHours = try row.decodeOptional(12)
    createdAt = try row.decode(13)
    updatedAt = try row.decode(14)
  }
}
