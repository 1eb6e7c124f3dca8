-- A handler of mod_lua's, which starts a process too.
function handle(r)
    r.content_type = "text/plain"
    local process = io.popen("echo process")
    -- A signal to a process of prefork's, as of a graceful restart, ends a read.
    local said = process:read() or process:read()
    r:puts("lua at " .. r.uri .. " with a " .. said .. "\n")
    return apache2.OK
end
