-- Maps URLs that hold a word, and gives requests a variable.

local function map(r, word)
    if not r.uri:find(word, 1, true) then
        return apache2.DECLINED
    end
    r.filename = r.document_root .. "/plain.txt"
    return apache2.OK
end

function early(r)
    return map(r, "lua-early")
end

function between(r)
    return map(r, "lua-between")
end

function late(r)
    return map(r, "lua-late")
end

function variable(r)
    r.subprocess_env["LUA_GROUP"] = "of-lua"
    return apache2.DECLINED
end
