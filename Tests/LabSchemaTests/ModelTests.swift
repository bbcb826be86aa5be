import LabSchema
import Postgres
import TestLab
import Testing

/// Every model, to run a test over each.
let models: [any Model.Type] = [
  User.self, Address.self, Category.self, LabTest.self, Booking.self, BookingItem.self,
  Staff.self, Pet.self, TestBatchGroup.self, TestReport.self, BlacklistedToken.self,
  Offer.self, Coupon.self, CouponRedemption.self, DistancePricingConfig.self,
  BillingRecord.self, PrescriptionUpload.self, ClinicInfo.self, AppliedMigration.self,
  BackfillProgress.self,
  BillingRun.self, PeriodClosing.self, BillingFinding.self, NumberSeries.self,
  BillingAdjustment.self, BillingPayment.self, BillingRecordEvent.self, PeriodSeal.self,
  LabIdentity.self, ExportAdoption.self, SeriesAdvance.self,
  BillingDayFingerprint.self,
  BillingDaySummary.self, BillingMonthSummary.self,
]

@Suite("Models")
struct ModelTests {
  @Test("the list of tables is the list of models")
  func tables() {
    #expect(Set(LabTables.all.map(\.name)) == Set(models.map { $0.table.name }))
    #expect(LabTables.all.count == models.count)
  }

  @Test("each property is read from the column of its name and place, to the letter")
  func decoding() throws {
    let lab = try SampleLab()
    try lab.advanceRecord(to: "paid")
    try lab.addSettlements()
    for model in models {
      try expectFaithfulDecoding(of: model, lab.connection)
    }
  }

  private func expectFaithfulDecoding<Value: Model>(
    of model: Value.Type, _ connection: Connection
  ) throws {
    let table = Value.table
    let rows: [Void] = try connection.query(
      "select \(unescaped: Value.selectList) from \(unescaped: table.name) order by 1 limit 1"
    ) { row in
      let properties = Array(Mirror(reflecting: try Value(row: row)).children)
      #expect(properties.count == table.columns.count, "\(table.name)")
      for (index, (column, property)) in zip(table.columns, properties).enumerated() {
        let place = "\(table.name).\(column.name)"
        let label = (property.label ?? "").lowercased()
        #expect(
          label.hasPrefix(column.name.prefix { $0 != "_" }) || label == "processid", "\(place)")
        #expect(try text(of: property.value) == row.optionalString(index), "\(place)")
      }
    }
    #expect(rows.count == 1, "no row in \(table.name)")
  }

  /// What the value would be written as, or nil for a null.
  private func text(of value: Any) throws -> String? {
    if let amount = value as? AmountReading {
      guard case .amount(let money) = amount else { return nil }
      return money.description
    }
    if let distance = value as? DistanceReading {
      guard case .distance(let kilometers) = distance else { return nil }
      return kilometers.description
    }
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional {
      guard let wrapped = mirror.children.first else { return nil }
      return try text(of: wrapped.value)
    }
    var bytes: [UInt8] = []
    try #require(value as? any PostgresEncodable).encode(into: &bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    // Postgres leaves out the zeros that end a fraction of a second.
    guard value is Instant || value is TimeOfDay, text.contains(".") else { return text }
    let zone = value is Instant ? "+00" : ""
    let digits = text.dropLast(zone.count).reversed().drop { $0 == "0" }
    return String(digits.reversed()) + zone
  }

  @Test("a select list can name its table")
  func qualifiedSelectList() {
    #expect(Category.selectList == "id, name")
    #expect(Category.selectList(of: "c") == "c.id, c.name")
    #expect(Coupon.selectList(of: "k").contains("k.start_date::timestamptz"))
  }

  @Test("a booking date without a time zone is read in the session's zone")
  func naiveBookingDate() throws {
    let lab = try SampleLab()
    let read = { (connection: Connection) in
      try connection.first(
        "select \(unescaped: Booking.selectList) from bookings", Booking.init(row:))?.bookingDate
    }
    let before = try read(lab.connection)
    try lab.connection.execute(
      "alter table bookings alter column booking_date type timestamp without time zone")
    #expect(before != nil)
    #expect(try read(lab.connection) == before)
    let kolkata = try read(try lab.database.connect(timeZone: "Asia/Kolkata"))
    #expect(try #require(before).microseconds - #require(kolkata).microseconds == 19_800_000_000)
  }

  @Test("a booking may lack its user, date, status and pet, and have any distance")
  func incompleteBooking() throws {
    let lab = try SampleLab()
    try lab.connection.execute(
      "insert into bookings (estimated_distance_km) values (null), ('NaN'), (-0.0004)")
    let bookings = try lab.connection.query(
      "select \(unescaped: Booking.selectList) from bookings where id > 1 order by id",
      Booking.init(row:))
    #expect(bookings.map(\.userID) == [nil, nil, nil])
    #expect(bookings.map(\.bookingDate) == [nil, nil, nil])
    #expect(bookings.map(\.estimatedDistanceKilometers) == [.none, .notFinite, .negative])
  }
}
