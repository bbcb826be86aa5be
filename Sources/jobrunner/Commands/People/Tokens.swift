internal import ArgumentParser
internal import Billing
internal import Foundation
internal import LabSchema

struct Tokens: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Log a user out.",
    subcommands: [Revoke.self])

  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Revoke a token, as a logout does.",
      discussion: """
        The app takes no token that stands in token_blacklist. The token is a secret: it comes from \
        standard input, is no argument, and is neither shown nor kept in the history. When it expires \
        is read from the token itself where it is a JWT; otherwise --expires says it.

        The app keeps no list of the tokens that it has given out. To end all sessions of a user, lock \
        them out: jobrunner data users update PHONE is_active=false.

          jobrunner tokens revoke --user '+91 98765 43210' --yes \\
            --as meera@lab.example < token.txt
        """)

    @OptionGroup var write: WriteOptions

    @Option(help: ArgumentHelp("Whose it is: a phone number or ID.", valueName: "phone-or-id"))
    var user: String

    @Option(
      help: ArgumentHelp("When it expires, such as '2025-02-01 00:00'.", valueName: "moment"))
    var expires: String?

    func run() throws {
      let session = try write.session("tokens revoke")
      let writing = try DataWriting(
        write, session,
        needing: DataAuthority.roles(for: .create, of: .tokenBlacklist, columns: []))
      let writer = try writing.writer(of: .tokenBlacklist)
      let user = try FoundTable(.users, in: session.connection)
        .id(called: user, over: session.connection)
      var end = expires
      let values = try RowValues(["token=-", "user_id=\(user)"], of: writer.found) { column in
        let token = try StandardInput.secret(column)
        if end == nil { end = JSONWebToken.expiry(of: token) }
        return token
      }
      guard let end else {
        throw RequestError(
          exitStatus: .badRequest,
          message: "when the token expires is neither in it nor said",
          remedy: "add --expires with the moment, such as --expires '2025-02-01 00:00'")
      }
      let whole = try values.adding("expires_at=\(end)", of: writer.found)
      do {
        try writing.carryOut(report: { RowCreationReport(row: $0, state: $1) }) {
          try writer.create(whole)
        }
      } catch DataError.refused(let message, _) where message.contains("the same token") {
        throw DataError.refused(
          message, remedy: "a token that stands there already is revoked: nothing is to be done")
      }
    }
  }
}

/// What can be read of a token without its key.
enum JSONWebToken {
  /// When a JSON Web Token says that it expires (RFC 7519, `exp`), such as `2025-01-31T09:30:00Z`; nil
  /// where it is none, or does not say.
  static func expiry(of token: String) -> String? {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    var text = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/")
    text += String(repeating: "=", count: (4 - text.count % 4) % 4)
    guard let data = Data(base64Encoded: text),
      let claims = try? JSONDecoder().decode(Claims.self, from: data),
      (0...4_102_444_800).contains(claims.exp)
    else { return nil }
    return Date(timeIntervalSince1970: claims.exp.rounded()).formatted(.iso8601)
  }

  private struct Claims: Decodable { var exp: Double }
}
