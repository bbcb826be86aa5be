internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

extension Bookings {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List bookings, the latest first, with the pets that each may be for.",
      discussion: """
        A booking that names no pet gets it by: jobrunner bookings correct 123 pet_id=5

          jobrunner bookings list --without-pet
        """)

    @OptionGroup var options: GlobalOptions

    @Flag(name: .customLong("without-pet"), help: "Only those that name no pet.")
    var withoutPet = false

    @Option(help: "At most so many.")
    var limit = 100

    func validate() throws {
      if !(1...1_000_000).contains(limit) {
        throw ValidationError("--limit takes a number from 1 to 1000000")
      }
    }

    func run() throws {
      let session = try LabSession(options, command: "bookings list", readOnly: true)
      let bookings = try session.connection.bookings(
        withoutPet: withoutPet,
        dates: ServiceDateSQL(billingZone: session.configuration.billing.timeZone), limit: limit)
      try session.show(
        ListReport(
          rows: bookings, nothing: withoutPet ? "every booking names its pet" : "no bookings",
          object: \.json, grid: Self.grid))
      if bookings.count == limit {
        session.console.log(.remark("there may be more: --limit shows them"))
      }
    }

    private static func grid(_ bookings: [ListedBooking]) -> TextGrid {
      var grid = TextGrid(
        ("Booking", true), ("Service date", false), ("Status", false), ("Customer", false),
        ("Pet", true), ("Pets of the customer", false))
      grid.rows = bookings.map { booking in
        [
          "\(booking.id)", shown(booking.serviceDate), shown(booking.status),
          shown(booking.customer), shown(booking.petID), booking.pets.joined(separator: ", "),
        ]
      }
      return grid
    }
  }
}

extension ListedBooking {
  /// One booking, for programs.
  fileprivate var json: JSONObject {
    [
      "booking_id": id, "service_date": serviceDate, "status": status, "customer": customer,
      "pet_id": petID, "customers_pets": pets,
    ]
  }
}
