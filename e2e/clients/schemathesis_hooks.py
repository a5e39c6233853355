"""What schemathesis cannot know: a message is bytes like any other file. (Any bytes: what is no message must be refused or taken.)"""

import schemathesis

schemathesis.serializer.alias("message/rfc822", "application/octet-stream")
