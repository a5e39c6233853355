"""What schemathesis cannot know: messages and address books are bytes like any other file. (Any bytes: what is none must be refused.)"""

import schemathesis

schemathesis.serializer.alias(["message/rfc822", "text/vcard"], "application/octet-stream")
