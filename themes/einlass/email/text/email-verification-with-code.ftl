<#ftl output_format="plainText">
<#import "parts.ftl" as mail>
<@mail.plain>
${msg("einlassCodeLead", mail.shared.company)}

${code}

${msg("einlassCodeUnexpected")}
</@mail.plain>
