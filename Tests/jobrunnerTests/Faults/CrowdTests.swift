import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// Many processes at once on one month: the end is one that some order of them, one after the other,
/// could have led to.
@Suite("Eight at once")
struct CrowdTests {
  /// What runs beside each other; the settlement is of two invoices.
  private static let commands: [[String]] = [
    ["nightly"], ["nightly"], ["rerun", "2025-01", "--yes"], ["rerun", "2025-01", "--yes"],
    ["adjust", "2025-01", "--yes"], ["payments", "import", "settlement.csv"],
    ["payments", "import", "settlement.csv"], ["close", "2025-01"],
  ]

  /// Two invoices, one of which has become cheaper, a draft that has become dearer, and a booking
  /// without a record yet. Whether a payment comes before the credit note or after it, the record is
  /// paid, on the same day.
  private func lab() throws -> ProgramLab {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-10")
    try lab.book(2, on: "2025-01-11", km: "4.5")
    try lab.book(3, on: "2025-01-31")
    try lab.admin(["nightly"], on: "2025-02-01")
    try lab.book(4, on: "2025-01-31")
    try lab.connection.run(
      script: """
        update booking_items set unit_price = 450 where booking_id = 1;
        update booking_items set unit_price = 510 where booking_id = 3;
        """)
    _ = try lab.write(
      """
      invoice_number,amount,paid_at,reference
      \(try lab.invoice(1)),500,2025-02-02,p1
      \(try lab.invoice(2)),512.50,2025-02-02,p2

      """, to: "settlement.csv")
    return lab
  }

  private func start(_ command: [String], _ lab: ProgramLab) throws -> ChildProcess {
    try JobrunnerProgram.start(
      command + ["--business-date", "2025-02-02"],
      environment: lab.environment.merging(["JOBRUNNER_AS": ProgramLab.adminEmail]) { $1 },
      folder: lab.folder)
  }

  @Test("while somebody has the lab, every one of them exits 75 and names the holder")
  func turnedAway() throws {
    let lab = try lab()
    let before = try BillingState(lab.connection)
    #expect(try LabLock(lab.connection).take())
    for (command, outcome) in zip(Self.commands, try runAll(lab)) {
      #expect(outcome.exitCode == 75, "\(command): \(outcome.standardError)")
      #expect(
        outcome.standardError.contains("test (server process \(lab.connection.serverProcess))"),
        "\(command): \(outcome.standardError)")
    }
    #expect(try BillingState(lab.connection) == before)
  }

  @Test("nobody waits for ever, and the end is that of one after the other")
  func crowd() throws {
    let lab = try lab()
    for _ in 0..<2 {
      for (command, outcome) in zip(Self.commands, try runAll(lab)) {
        #expect(!outcome.timedOut, "\(command)")
        if outcome.exitCode == 75 {
          #expect(isNamingReason(outcome.standardError), "\(command): \(outcome.standardError)")
        } else {
          // A close that came before the adjustment is refused; a drift is no fault of the others.
          let allowed: Set<Int32> = command[0] == "close" ? [0, 65] : [0, 1]
          #expect(allowed.contains(outcome.exitCode), "\(command): \(outcome.standardError)")
        }
      }
      try lab.expectOrder()
    }
    try settle(lab)
    try expectSerialEnd(lab)
  }

  /// All of them started before the first is waited for.
  private func runAll(_ lab: ProgramLab) throws -> [ChildProcess.Outcome] {
    let first = try start(Self.commands[0], lab)
    let second = try start(Self.commands[1], lab)
    let third = try start(Self.commands[2], lab)
    let fourth = try start(Self.commands[3], lab)
    let fifth = try start(Self.commands[4], lab)
    let sixth = try start(Self.commands[5], lab)
    let seventh = try start(Self.commands[6], lab)
    let eighth = try start(Self.commands[7], lab)
    let limit = Duration.seconds(90)
    return [
      first.wait(within: limit), second.wait(within: limit), third.wait(within: limit),
      fourth.wait(within: limit), fifth.wait(within: limit), sixth.wait(within: limit),
      seventh.wait(within: limit), eighth.wait(within: limit),
    ]
  }

  /// The run or session that has the lab, or a plan that another one overtook.
  private func isNamingReason(_ text: String) -> Bool {
    ["another run has this lab: ", "is writing the export", "plan", "changed since"].contains {
      text.contains($0)
    }
  }

  /// Whatever was turned away is run again, one after the other.
  private func settle(_ lab: ProgramLab) throws {
    for command in [
      ["nightly"], ["adjust", "2025-01", "--yes"], ["payments", "import", "settlement.csv"],
      ["close", "2025-01"],
    ] {
      try lab.admin(command, on: "2025-02-02", exits: [0, 1])
    }
  }

  /// The settled state does not depend on who came first: it is that of a lab where they came one
  /// after the other.
  private func expectSerialEnd(_ crowded: ProgramLab) throws {
    let serial = try lab()
    try settle(serial)
    let (actual, expected) = (
      try Self.settled(crowded.connection), try Self.settled(serial.connection)
    )
    #expect(actual == expected)
    try serial.expectOrder()
  }

  /// Without the seal, which covers the order in which things were exported, and without what a later
  /// run closed again.
  private static func settled(_ connection: Connection) throws -> [String: [String]] {
    let state = try BillingState(connection)
    return state.tables.filter {
      ["records", "notes", "payments", "series", "periods", "findings", "days", "months", "dead"]
        .contains($0.key)
    }
  }
}
