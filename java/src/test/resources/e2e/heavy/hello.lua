-- A handler of mod_lua's, which starts a process too.
function handle(r)
    r.content_type = "text/plain"
    local said = io.popen("echo process"):read()
    r:puts("lua at " .. r.uri .. " with a " .. said .. "\n")
    return apache2.OK
end
