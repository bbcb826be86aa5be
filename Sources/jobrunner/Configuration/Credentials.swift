internal import Foundation
internal import PlainText

/// A file that holds one secret and nothing else, such as a password.
struct SecretFile {
  let path: String

  /// Bytes that a password or URL may have.
  private static let limit = 4096

  /// Why it gives no secret.
  struct Fault: Error {
    var problem: String
    var remedy: String
  }

  /// What it holds, without the line's end.
  func read() throws(Fault) -> String {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Fault(
        problem: "there is no file \(path)", remedy: "write the secret into it, mode 0600")
    }
    guard !isFolder.boolValue else {
      throw Fault(problem: "\(path) is a folder", remedy: "name the file in it")
    }
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.read(upToCount: Self.limit + 1) ?? Data()
    else {
      throw Fault(
        problem: "\(path) cannot be read", remedy: "let this user read it, and nobody else")
    }
    guard data.count <= Self.limit, var text = String(validating: data, as: UTF8.self) else {
      throw Fault(
        problem: "\(path) is no text of one line in UTF-8",
        remedy: "write the secret into it, and nothing else")
    }
    if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
    guard !text.isEmpty else {
      throw Fault(problem: "\(path) is empty", remedy: "write the secret into it")
    }
    guard !text.contains(where: { $0.isNewline || $0 == "\0" }) else {
      throw Fault(
        problem: "\(path) has more than one line",
        remedy: "write the secret into it, and nothing else")
    }
    return text
  }
}

/// What systemd hands a unit with `LoadCredential=`: files in `$CREDENTIALS_DIRECTORY`, which only the
/// unit may read. One sets a secret key by its name, `database-url`; `database-password` is the database
/// user's password.
struct Credentials {
  static let passwordName = "database-password"

  /// Values by key, as the file of the configuration would say them.
  private(set) var values: [String: String] = [:]
  private(set) var faults: [ConfigurationFault] = []

  init(environment: [String: String]) {
    guard let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty else { return }
    for key in ConfigurationKey.allCases where key.isSecret {
      let file = SecretFile(path: "\(folder)/\(key.credential)")
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      do throws(SecretFile.Fault) {
        values[key.rawValue] = try file.read()
      } catch {
        faults.append(
          ConfigurationFault(
            source: .credential(key.credential), key: key.rawValue, problem: error.problem,
            remedy: error.remedy))
      }
    }
    let password = "\(folder)/\(Self.passwordName)"
    if FileManager.default.fileExists(atPath: password) {
      values[ConfigurationKey.databasePasswordFile.rawValue] = password
    }
  }

  /// The name of the credential that sets a key.
  static func name(of key: String) -> String {
    key == ConfigurationKey.databasePasswordFile.rawValue
      ? passwordName : ConfigurationKey(rawValue: key)?.credential ?? key
  }
}
