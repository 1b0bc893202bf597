<#ftl output_format="plainText">
<#import "parts.ftl" as mail>
<@mail.linked button=msg("einlassEmailUpdateButton") unexpected=msg("einlassEmailUpdateUnexpected")>
${msg("einlassEmailUpdateLead", mail.shared.company, mail.shared.value(newEmail))}
</@mail.linked>
