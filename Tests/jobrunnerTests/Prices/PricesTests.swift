import Foundation
import Postgres
import TestLab
import Testing

@Suite("Prices and offers with the built program")
struct PricesTests {
  private let lab: ProgramLab

  /// Bookings 1 and 2 are visits of 10 km in January, 3 has no unit price; the price of a visit is 50.00
  /// and 5.00 for each km beyond 2.
  init() throws {
    lab = try ProgramLab()
    try lab.book(1, on: "2025-01-02", km: "10")
    try lab.book(2, on: "2025-01-19", km: "10")
    try lab.book(3, on: "2025-01-19")
    try lab.connection.execute("update booking_items set unit_price = null where booking_id = 3")
    try lab.connection.execute(
      "select setval(pg_get_serial_sequence('distance_pricing_configs', 'id'), 1)")
  }

  private func configs() throws -> [String] {
    try lab.strings(
      """
      select concat_ws(' ', id, effective_from, coalesce(effective_until::text, 'open'),
        base_charge, charge_per_km, max_free_distance_km, is_active, updated_by_admin_id)
      from distance_pricing_configs
      order by effective_from, id
      """)
  }

  private func write(
    _ arguments: String..., exits codes: Set<Int32> = [0],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ChildProcess.Outcome {
    try lab.admin(arguments, on: "2025-01-20", exits: codes, sourceLocation: sourceLocation)
  }

  private static let rates = ["--base", "60", "--per-km", "6.5", "--free", "3"]

  private func distance(
    _ more: String..., exits codes: Set<Int32> = [0],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ChildProcess.Outcome {
    try lab.admin(
      ["prices", "distance", "set"] + Self.rates + more, on: "2025-01-20", exits: codes,
      sourceLocation: sourceLocation)
  }

  @Test("a distance price from Monday ends the one before on Sunday, in one step, shown before")
  func distanceFromMonday() throws {
    let before = try configs()
    let dry = try distance("--from", "2025-02-03", "--dry-run")
    #expect(dry.standardOutput.contains("2025-02-02"))
    #expect(dry.standardOutput.contains("the prices would stand like this"))
    // No day of it has passed, so there is nothing to price.
    #expect(!dry.standardOutput.contains("in all"))
    #expect(try configs() == before)
    _ = try distance("--from", "2025-02-03", "--yes", "--reason", "fuel")
    let after = try configs()
    #expect(after[0].hasPrefix("1 2024-01-01 2025-02-02 50.00 5.00 2.000 t"))
    #expect(after[1].hasSuffix("2025-02-03 open 60.00 6.50 3.000 t 1"))
    #expect(
      try lab.strings(
        """
        select distinct person || ', ' || reason from billing_data_changes
        where person is not null
        """) == ["Meera Rao (staff 1), fuel"])
    let list = try lab.run(
      "prices", "distance", "list", "--business-date", "2025-01-20")
    #expect(list.standardOutput.contains("in force"))
    #expect(list.standardOutput.contains("to come"))
  }

  @Test("a date in the past shows what it does to the months since, and which records stay")
  func distanceInThePast() throws {
    try lab.admin(["nightly"], on: "2025-01-20", exits: [0, 1])
    let dry = try distance("--from", "2025-01-01", "--dry-run")
    #expect(dry.standardOutput.contains("2025-01: 3 bookings priced"))
    #expect(dry.standardOutput.contains("+31.00"))
    #expect(dry.standardOutput.contains("1 booking of these finalized already, +15.50"))
    #expect(dry.standardOutput.contains("1 of the finalized records would drift"))
    #expect(dry.standardOutput.contains("in all +31.00 INR, of 2 bookings"))
    let json = try distance("--from", "2025-01-19", "--dry-run", "--json")
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(json.standardOutput.utf8)) as? [String: Any])
    let preview = try #require(document["preview"] as? [String: Any])
    #expect((preview["difference"] as? [String: String])?["distance_charge"] == "15.50")
    #expect((preview["most_changed"] as? [[String: Any]])?.map { $0["booking_id"] as? Int } == [2])
    #expect(try configs().count == 1)
    _ = try distance("--from", "2025-01-01", "--until", "2025-01-10", "--yes")
    #expect(try configs().count == 3)
    let night = try lab.admin(["nightly"], on: "2025-01-20", exits: [0, 1])
    #expect(night.exitCode == 1)
    try lab.expectOrder()
  }

  @Test("all that is wrong with a distance price is said at once; who may not set it is refused")
  func distanceRefusals() throws {
    let wrong = try lab.admin(
      [
        "prices", "distance", "set", "--from", "2025-02-03", "--base=-1", "--per-km", "6.555",
        "--free", "few", "--yes",
      ], on: "2025-01-20", exits: [65])
    for column in ["base_charge", "charge_per_km", "max_free_distance_km"] {
      #expect(wrong.standardError.contains(column))
    }
    let order = try distance("--from", "2025-02-03", "--until", "2025-02-01", "--yes", exits: [65])
    #expect(order.standardError.contains("cannot end before"))
    for (person, code) in [("anil@lab.example", Int32(77)), ("", 64)] {
      let refused = try JobrunnerProgram.run(
        ["prices", "distance", "set", "--from", "2025-02-03"] + Self.rates + ["--yes"]
          + (person.isEmpty ? [] : ["--as", person]), environment: lab.environment)
      #expect(refused.exitCode == code)
    }
    #expect(try configs().count == 1)
  }

  @Test("a test's price changes lines without one of their own, and the preview says how much")
  func testPrice() throws {
    let set = try write(
      "prices", "tests", "set", "complete blood", "--price", "700", "--yes", exits: [65])
    #expect(set.standardError.contains("no row"))
    let done = try write(
      "prices", "tests", "set", "Complete Blood Count", "--price", "700", "--discounted", "650",
      "--yes", "--preview")
    #expect(done.standardOutput.contains("in all +150.00 INR, of 1 booking"))
    #expect(done.standardOutput.contains("price 500.00 → 700.00; discounted_price – → 650.00"))
    #expect(
      done.standardError.contains(
        "2 booked lines keep their unit price; 1 without one follow the test's"))
    let below = try write("prices", "tests", "set", "1", "--price", "600", "--yes", exits: [65])
    #expect(below.standardError.contains("discounted_price 650.00 is beyond price 600"))
    _ = try write("prices", "tests", "set", "1", "--price", "600", "--no-discount", "--yes")
    let list = try lab.run("prices", "tests", "list", "--json")
    #expect(list.standardOutput.contains(#""price" : "600.00""#))
    #expect(!list.standardOutput.contains("discounted_price"))
  }

  @Test("offers are made, listed, changed one by one or many at once, and deactivated")
  func offers() throws {
    for (name, until) in [("Christmas", "2025-01-06"), ("Spring check", "2025-03-31")] {
      _ = try write(
        "offers", "create", "name=\(name)", "discount_type=percentage", "discount_value=10",
        "start_date=2025-01-01", "end_date=\(until)", "--yes")
    }
    func listed(_ options: String...) throws -> [String] {
      let list = try JobrunnerProgram.run(
        ["offers", "list", "--json", "--business-date", "2025-01-20"] + options,
        environment: lab.environment)
      let rows = try JSONSerialization.jsonObject(with: Data(list.standardOutput.utf8))
      return (rows as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
    }
    #expect(try listed() == ["Christmas", "Spring check"])
    #expect(try listed("--active") == ["Spring check"])
    #expect(try listed("--expiring", "30d").isEmpty)
    #expect(try listed("--expiring", "70") == ["Spring check"])
    let show = try lab.run("offers", "show", "Spring check", "--business-date", "2025-01-20")
    #expect(show.standardOutput.contains("10.00% off every test"))
    #expect(show.standardOutput.contains("it applies by itself"))
    let ended = try write(
      "offers", "deactivate", "Spring check", "--dry-run", "--preview=2025-01")
    #expect(ended.standardOutput.contains("+100.00"))
    #expect(ended.standardOutput.contains("would be updated"))
    #expect(try listed("--active") == ["Spring check"])
    _ = try write("offers", "deactivate", "Spring check", "Christmas", "--yes")
    #expect(try listed("--active").isEmpty)
    let unknown = try write("offers", "show", "Easter", exits: [65])
    #expect(unknown.standardError.contains("offers has no row"))
  }

  @Test("data TABLE previews what amounts depend on, and says so of other tables")
  func data() throws {
    let update = try write(
      "data", "booking_items", "update", "1", "unit_price=450", "--dry-run", "--preview")
    #expect(update.standardOutput.contains("in all -50.00 INR, of 1 booking"))
    let ahead = try write(
      "data", "tests", "update", "1", "price=450", "--dry-run", "--preview=2025-02",
      exits: [65])
    #expect(ahead.standardError.contains("2025-02"))
    let word = try write(
      "data", "tests", "update", "1", "--preview", "price=450", "--dry-run", exits: [64])
    #expect(word.standardError.contains("price=450 is none"))
    let pets = try write(
      "data", "pets", "update", "1", "name=Bruno", "--dry-run", "--preview", exits: [64])
    #expect(pets.standardError.contains("no amount depends on pets"))
  }
}
