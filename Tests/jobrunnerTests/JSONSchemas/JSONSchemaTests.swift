import Billing
import BillingJobs
import Exporters
import Foundation
import LabSchema
import TestLab
import Testing

@testable import jobrunner

/// What programs are promised of `--json` (docs/json): each command has its schema, each schema its
/// command, and what the built program prints follows them.
@Suite("Schemas of what commands print")
struct JSONSchemaTests {
  private let files: JSONSchemaFiles

  init() throws {
    files = try JSONSchemaFiles()
  }

  private func commands() throws -> Set<String> {
    let leaves = try CommandTree.leaves().filter { $0.flags.contains("json") }
    return Set(leaves.map(\.name))
  }

  @Test("every command with --json has a schema, and every schema a command")
  func complete() throws {
    let names = Set(try commands().map(JSONSchemaFiles.name))
    let written = Set(files.schemas.keys).subtracting(JSONSchemaFiles.common)
    #expect(names.subtracting(written).sorted() == [], "without a schema")
    #expect(written.subtracting(names).sorted() == [], "without a command")
    let list = try String(
      contentsOfFile: Repository.folder + "/docs/json/README.md", encoding: .utf8)
    for command in try commands() {
      let name = JSONSchemaFiles.name(command)
      #expect(list.contains("| `\(command)` | [\(name)](\(name).schema.json) |"))
    }
  }

  @Test("what every command prints, and every refusal, is what its schema says")
  func documents() throws {
    let documents = try JSONDocuments()
    try documents.ofABilledLab()
    try documents.ofANumberSeries()
    try documents.ofMigrations()
    try documents.ofPrices()
    try documents.ofRows()
    try documents.ofBookings()
    try documents.ofTheLab()
    try documents.ofTheSchedule()
    try documents.ofRefusals()
    try documents.ofHooks()
    let (faults, unseen) = try documents.check()
    #expect(faults == [])
    #expect(unseen.filter { !Self.isRare($0) } == [], "no document has it")
    #expect(try commands().subtracting(documents.succeeded) == [], "never succeeded")
  }

  /// What takes a world of its own, in which another test looks at it.
  private static let rare = Set(
    [
      "attempt", "business_date", "chunks_done", "details", "hook", "job", "last_id", "package",
      "rows", "rows_changed", "run", "workers", "workers_wanted",
    ]
    .map { "log.schema.json/\($0)" }
      // Of a system that runs: scripts/test-package.
      + ["shared.schema.json#$defs/schedulerStatus/next"])

  private static func isRare(_ place: String) -> Bool { rare.contains(place) }

  @Test("no object has members that its schema does not name, and each is described")
  func strict() {
    for (place, schema) in files.pieces() {
      if schema["properties"] != nil || schema["patternProperties"] != nil {
        #expect(schema["type"] as? String == "object", "\(place)")
        // Members that others are added to are closed where they are used.
        let closing = ["additionalProperties", "unevaluatedProperties"]
        let isClosed = closing.contains { schema[$0] as? Bool == false }
        #expect(isClosed || place.hasSuffix("Members"), "\(place)")
      }
      if (schema["$ref"] as? String)?.hasSuffix("Members") == true {
        #expect(
          schema["unevaluatedProperties"] as? Bool == false || place.hasSuffix("Members"),
          "\(place)")
      }
      for (name, member) in schema["properties"] as? [String: [String: Any]] ?? [:] {
        let description = member["description"] as? String ?? ""
        #expect(description.hasSuffix("."), "\(place): \(name)")
      }
      for name in schema["required"] as? [String] ?? [] {
        #expect((schema["properties"] as? [String: Any])?[name] != nil, "\(place): \(name)")
      }
    }
  }

  @Test("the words that a schema lists are the program's")
  func words() {
    let lists: [(String, [String])] = [
      ("shared/$defs/findingKind", FindingKind.names),
      ("shared/$defs/findingSeverity", FindingSeverity.names),
      ("shared/$defs/recordStatus", RecordStatus.names),
      ("shared/$defs/noteKind", AdjustmentKind.names),
      ("shared/$defs/seriesKind", NumberSeriesKind.names),
      ("shared/$defs/jobName", JobName.names),
      ("shared/$defs/plannedAction", PlannedAction.allCases.map(\.rawValue)),
      (
        "shared/$defs/changeReason/properties/kind", ChangeReason.Kind.allCases.map(\.rawValue)
      ),
      ("runs/items/properties/state", RunState.names),
      ("wait/properties/ready", DatabaseWait.Goal.allCases.map(\.rawValue)),
      ("shared/$defs/scheduleState", ScheduleStatus.State.allCases.map(\.rawValue)),
      ("shared/$defs/scheduler", Scheduler.allCases.map(\.rawValue)),
      ("payments-import/$defs/word", PaymentOutcome.Kind.allCases.map(\.rawValue)),
      ("shared/$defs/dataChangeMembers/properties/action", DataChange.Kind.names),
      ("explain/$defs/event/properties/kind", RecordHistoryEntry.Kind.names),
      ("night/properties/outcome", NightOutcome.names),
      ("night/properties/steps/items/properties/step", RunStep.names),
      ("migrate-status/items/properties/phase", MigrationPhase.names),
      ("migrate-verify/$defs/object/properties/kind", CatalogObject.Kind.allCases.map(\.rawValue)),
      (
        "verify/properties/problems/items/properties/kind",
        PackageProblem.Kind.allCases.map(\.rawValue)
      ),
    ]
    for (place, words) in lists {
      #expect(files.value(at: place + "/enum") as? [String] == words, "\(place)")
    }
    let signals = [SIGHUP, SIGINT, SIGTERM].map { 128 + $0 }
    let codes = (ExitStatus.allCases.map(\.rawValue) + signals).map(Int.init)
    #expect(files.value(at: "shared/$defs/exitCode/enum") as? [Int] == codes)
  }
}
